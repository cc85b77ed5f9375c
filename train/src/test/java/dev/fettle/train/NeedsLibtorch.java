package dev.fettle.train;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Skips a test where libtorch's natives are not on the class path: they come with the Maven profile `libtorch`.
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsLibtorch.Condition.class)
public @interface NeedsLibtorch {

    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            String natives = "/org/bytedeco/pytorch/" + Loader.Detector.getPlatform() + "/";
            return Condition.class.getResource(natives) != null
                    ? ConditionEvaluationResult.enabled("libtorch is here")
                    : ConditionEvaluationResult.disabled("libtorch's natives for " + Loader.Detector.getPlatform()
                            + " are not on the class path; run mvn -Plibtorch");
        }
    }
}
