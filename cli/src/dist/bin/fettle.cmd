@echo off
rem Runs Fettle from the distribution on Windows: needs a Java 25 or newer, nothing else.
setlocal
set "FETTLE_BIN=%~dp0"
set "FETTLE_JDK="
if defined JAVA_HOME call :consider "%JAVA_HOME%"
for /f "delims=" %%j in ('where java 2^>nul') do call :consider "%%~dpj.."
for /d %%j in ("%ProgramFiles%\Eclipse Adoptium\jdk-*" "%ProgramFiles%\Java\jdk-*" "%ProgramFiles%\Microsoft\jdk-*" "%ProgramFiles%\Zulu\zulu-*" "%ProgramFiles%\Amazon Corretto\jdk*" "%ProgramFiles%\BellSoft\LibericaJDK-*") do call :consider "%%j"
if not defined FETTLE_JDK (
    echo fettle: no JDK 25 or newer found in JAVA_HOME, on the PATH or in the usual folders; install one ^(for example Eclipse Temurin 25^) or point JAVA_HOME at it 1>&2
    exit /b 4
)
"%FETTLE_JDK%\bin\java.exe" "@%FETTLE_BIN%java.options" %FETTLE_JAVA_OPTIONS% -cp "%FETTLE_BIN%..\lib\*" dev.fettle.cli.Fettle %*
exit /b %ERRORLEVEL%

rem Takes folder %1 if none was taken yet and its file "release" says 25 or newer.
:consider
if defined FETTLE_JDK exit /b 0
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "tokens=2 delims==." %%v in ('findstr /b "JAVA_VERSION=" "%~1\release"') do call :compare "%~1" %%v
exit /b 0

rem %2 is the feature version with a quotation mark in front of it, and behind it if there is no minor version.
:compare
set "FETTLE_VERSION=%2"
set FETTLE_VERSION=%FETTLE_VERSION:"=%
if %FETTLE_VERSION% GEQ 25 set "FETTLE_JDK=%~1"
exit /b 0
