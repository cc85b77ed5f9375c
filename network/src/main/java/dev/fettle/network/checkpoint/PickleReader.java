package dev.fettle.network.checkpoint;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.checkpoint.Pickled.Atom;
import dev.fettle.network.checkpoint.Pickled.Dictionary;
import dev.fettle.network.checkpoint.Pickled.Global;
import dev.fettle.network.checkpoint.Pickled.Instance;
import dev.fettle.network.checkpoint.Pickled.Opaque;
import dev.fettle.network.checkpoint.Pickled.Real;
import dev.fettle.network.checkpoint.Pickled.Sequence;
import dev.fettle.network.checkpoint.Pickled.Storage;
import dev.fettle.network.checkpoint.Pickled.Text;
import dev.fettle.network.checkpoint.Pickled.Whole;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads one pickle (protocols 1 to 5) as data: a stack machine that builds lists and dictionaries, and for
/// everything that would call Python asks {@link TorchObjects}, which knows a handful of names; what the others would
/// make stays a name. The opcodes are those of Python's `pickletools`.
final class PickleReader {
    /// Operations per pickle; each makes one small value at most, so this bounds time and memory.
    static final int MOST_OPERATIONS = 1_000_000;

    private static final int LONGEST_NAME = 1000;

    private final String file;
    private final ByteBuffer bytes;
    private final TorchObjects objects;
    private final List<Pickled> stack = new ArrayList<>();
    private final Deque<Integer> marks = new ArrayDeque<>();
    private final Map<Integer, Pickled> memo = new HashMap<>();

    private PickleReader(String file, ByteBuffer bytes) {
        this.file = file;
        this.bytes = bytes;
        this.objects = new TorchObjects(file);
    }

    /// What a pickle holds.
    ///
    /// @param storages all storages that it refers to, by key
    record Pickle(Pickled root, Map<String, Storage> storages) {}

    /// Reads from the buffer's position up to the end of the pickle, and leaves the position there.
    static Pickle read(String file, ByteBuffer bytes) throws ModelFormatException {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        try {
            PickleReader reader = new PickleReader(file, bytes);
            return new Pickle(reader.run(), reader.objects.storages());
        } catch (BufferUnderflowException e) {
            throw new ModelFormatException(file + ": damaged: ends inside a pickle; copy or download it again", e);
        }
    }

    private Pickled run() throws ModelFormatException {
        for (int operations = 0; operations < MOST_OPERATIONS; operations++) {
            int opcode = Byte.toUnsignedInt(bytes.get());
            if (opcode == '.') {
                return pop();
            }
            step(opcode);
        }
        throw bad("its pickle has over " + MOST_OPERATIONS + " operations; save the state_dict alone");
    }

    private void step(int opcode) throws ModelFormatException {
        switch (opcode) {
            case 0x80 -> bytes.get(); // PROTO
            case 0x95 -> bytes.getLong(); // FRAME
            case '(' -> marks.push(stack.size());
            case '0' -> pop();
            case '1' -> popToMark();
            case '2' -> stack.add(top()); // DUP
            case 'N' -> stack.add(Atom.NONE);
            case 0x88 -> stack.add(Atom.TRUE);
            case 0x89 -> stack.add(Atom.FALSE);
            case 'J' -> stack.add(new Whole(bytes.getInt()));
            case 'K' -> stack.add(new Whole(unsignedByte()));
            case 'M' -> stack.add(new Whole(Short.toUnsignedInt(bytes.getShort())));
            case 'I' -> stack.add(PickleText.whole(line()));
            case 'L' -> stack.add(PickleText.whole(line().replaceFirst("L$", "")));
            case 0x8a -> stack.add(whole(unsignedByte())); // LONG1
            case 0x8b -> stack.add(whole(bytes.getInt())); // LONG4
            case 'F' -> stack.add(PickleText.real(line()));
            case 'G' -> stack.add(new Real(Double.longBitsToDouble(Long.reverseBytes(bytes.getLong()))));
            case 'S' -> stack.add(PickleText.quoted(line(bytes.remaining())));
            case 'V' -> stack.add(new Text(line(bytes.remaining())));
            case 'X', 'T' -> stack.add(text(Integer.toUnsignedLong(bytes.getInt()))); // BINUNICODE, BINSTRING
            case 0x8c, 'U', 'C' -> stack.add(text(unsignedByte())); // SHORT_BINUNICODE, -BINSTRING, -BINBYTES
            case 0x8d -> stack.add(text(bytes.getLong())); // BINUNICODE8
            case 'B' -> skip(Integer.toUnsignedLong(bytes.getInt())); // BINBYTES
            case 0x8e, 0x96 -> skip(bytes.getLong()); // BINBYTES8, BYTEARRAY8
            case 0x97 -> stack.add(new Opaque("bytes that are elsewhere")); // NEXT_BUFFER
            case 0x98 -> top(); // READONLY_BUFFER
            case ']', 0x8f -> stack.add(Sequence.mutable(List.of())); // EMPTY_LIST, EMPTY_SET
            case ')' -> stack.add(Sequence.tuple(List.of()));
            case 'l' -> stack.add(Sequence.mutable(popToMark()));
            case 't', 0x91 -> stack.add(Sequence.tuple(popToMark())); // TUPLE, FROZENSET
            case 0x85, 0x86, 0x87 -> stack.add(Sequence.tuple(pop(opcode - 0x84))); // TUPLE1, 2, 3
            case 'a' -> append(pop(1));
            case 'e', 0x90 -> append(popToMark()); // APPENDS, ADDITEMS
            case '}' -> stack.add(new Dictionary());
            case 'd' -> dictionary(popToMark());
            case 's' -> put(pop(2));
            case 'u' -> put(popToMark());
            case 'p' -> memo.put(PickleText.index(file, line()), top());
            case 'q' -> memo.put(unsignedByte(), top());
            case 'r' -> memo.put(bytes.getInt(), top());
            case 0x94 -> memo.put(memo.size(), top());
            case 'g' -> stack.add(remembered(PickleText.index(file, line())));
            case 'h' -> stack.add(remembered(unsignedByte()));
            case 'j' -> stack.add(remembered(bytes.getInt()));
            case 'c' -> stack.add(new Global(line() + "." + line()));
            case 0x93 -> stack.add(global(pop(2)));
            case 0x82 -> extension(Byte.BYTES);
            case 0x83 -> extension(Short.BYTES);
            case 0x84 -> extension(Integer.BYTES);
            case 'P' -> stack.add(new Opaque("a reference to '" + line() + "'"));
            case 'Q' -> stack.add(objects.persistent(pop()));
            case 'R' -> reduce(pop(2));
            case 0x81 -> stack.add(object(pop(2).getFirst())); // NEWOBJ: class, arguments
            case 0x92 -> stack.add(object(pop(3).getFirst())); // NEWOBJ_EX: class, arguments, named arguments
            case 'o' -> stack.add(object(popToMark().stream().findFirst().orElse(Atom.NONE)));
            case 'i' -> instance(line() + "." + line());
            case 'b' -> build(pop());
            default ->
                throw bad("pickle opcode 0x%s is not understood"
                        .formatted(Integer.toHexString(opcode).toUpperCase(Locale.ROOT)));
        }
    }

    private int unsignedByte() {
        return Byte.toUnsignedInt(bytes.get());
    }

    /// Two's complement, little-endian; more than a long holds is only passed over.
    private Pickled whole(int length) throws ModelFormatException {
        if (length < 0 || length > Long.BYTES) {
            requireLeft("a whole number", Integer.toUnsignedLong(length));
            bytes.position(bytes.position() + length);
            return new Opaque("a whole number of " + length + " bytes");
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= Byte.toUnsignedLong(bytes.get()) << 8 * i;
        }
        int unused = Long.SIZE - 8 * length;
        return new Whole(length == 0 ? 0 : value << unused >> unused);
    }

    private Text text(long length) throws ModelFormatException {
        requireLeft("a text", length);
        byte[] text = new byte[(int) length];
        bytes.get(text);
        return new Text(new String(text, StandardCharsets.UTF_8));
    }

    private void skip(long length) throws ModelFormatException {
        requireLeft("bytes", length);
        bytes.position(bytes.position() + (int) length);
        stack.add(new Opaque(length + " bytes"));
    }

    private void requireLeft(String what, long length) throws ModelFormatException {
        if (length < 0 || length > bytes.remaining()) {
            throw bad("%s of %s bytes where %d are left"
                    .formatted(what, Long.toUnsignedString(length), bytes.remaining()));
        }
    }

    private void extension(int length) {
        bytes.position(bytes.position() + length);
        stack.add(new Opaque("a name out of a registry of Python's"));
    }

    private String line() throws ModelFormatException {
        return line(LONGEST_NAME);
    }

    private String line(int longest) throws ModelFormatException {
        StringBuilder line = new StringBuilder();
        for (byte b = bytes.get(); b != '\n'; b = bytes.get()) {
            if (line.length() == longest) {
                throw bad("a name of over " + longest + " letters in the pickle");
            }
            line.append((char) Byte.toUnsignedInt(b));
        }
        return line.toString();
    }

    private Pickled global(List<Pickled> names) {
        return names.get(0) instanceof Text(String module) && names.get(1) instanceof Text(String name)
                ? new Global(module + "." + name)
                : new Opaque("a global without a name");
    }

    private void append(List<Pickled> elements) throws ModelFormatException {
        switch (top()) {
            case Sequence sequence -> sequence.elements.addAll(elements);
            case Instance _, Opaque _ -> {} // a list of a class of its own holds no weights
            default -> throw bad("appends to " + top().kind());
        }
    }

    private void dictionary(List<Pickled> keysAndValues) throws ModelFormatException {
        stack.add(new Dictionary());
        put(keysAndValues);
    }

    private void put(List<Pickled> keysAndValues) throws ModelFormatException {
        if (keysAndValues.size() % 2 != 0) {
            throw bad("puts half an entry into " + top().kind());
        }
        switch (top()) {
            case Dictionary dictionary -> putAll(dictionary, keysAndValues);
            case Instance instance -> putAll(instance.items, keysAndValues);
            case Opaque _ -> {}
            default -> throw bad("puts entries into " + top().kind());
        }
    }

    private void putAll(Dictionary dictionary, List<Pickled> keysAndValues) throws ModelFormatException {
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            objects.put(dictionary, keysAndValues.get(i), keysAndValues.get(i + 1));
        }
    }

    private void reduce(List<Pickled> functionAndArguments) throws ModelFormatException {
        Pickled function = functionAndArguments.get(0);
        if (function instanceof Global(String name) && functionAndArguments.get(1) instanceof Sequence arguments) {
            stack.add(objects.call(name, arguments.elements));
        } else {
            stack.add(Instance.returnedBy(function.kind()));
        }
    }

    private static Pickled object(Pickled type) {
        return Instance.ofClass(type instanceof Global(String name) ? name : type.kind());
    }

    private void instance(String type) throws ModelFormatException {
        popToMark();
        stack.add(Instance.ofClass(type));
    }

    /// Attributes of what would be an object, alone or with its slots: (attributes, slots). Those of dictionaries and
    /// tensors carry no weights and are dropped.
    private void build(Pickled state) throws ModelFormatException {
        if (top() instanceof Instance instance) {
            List<Pickled> parts = state instanceof Sequence sequence ? sequence.elements : List.of(state);
            for (Pickled part : parts.size() <= 2 ? parts : List.<Pickled>of()) {
                if (part instanceof Dictionary attributes) {
                    instance.attributes.add(attributes);
                }
            }
        }
    }

    private Pickled remembered(int index) throws ModelFormatException {
        Pickled value = memo.get(index);
        if (value == null) {
            throw bad("refers to value " + Integer.toUnsignedString(index) + ", which the pickle never remembered");
        }
        return value;
    }

    private Pickled top() throws ModelFormatException {
        requireAboveMark(1);
        return stack.getLast();
    }

    private Pickled pop() throws ModelFormatException {
        requireAboveMark(1);
        return stack.removeLast();
    }

    private List<Pickled> pop(int count) throws ModelFormatException {
        requireAboveMark(count);
        return popFrom(stack.size() - count);
    }

    private List<Pickled> popToMark() throws ModelFormatException {
        if (marks.isEmpty()) {
            throw bad("the pickle's stack has no mark");
        }
        return popFrom(marks.pop());
    }

    private List<Pickled> popFrom(int position) {
        List<Pickled> tail = stack.subList(position, stack.size());
        List<Pickled> popped = List.copyOf(tail);
        tail.clear();
        return popped;
    }

    private void requireAboveMark(int count) throws ModelFormatException {
        int floor = marks.isEmpty() ? 0 : marks.peek();
        if (stack.size() - floor < count) {
            throw bad("the pickle's stack is empty");
        }
    }

    private ModelFormatException bad(String what) {
        return new ModelFormatException(file + ": not a checkpoint that Fettle reads: " + what);
    }
}
