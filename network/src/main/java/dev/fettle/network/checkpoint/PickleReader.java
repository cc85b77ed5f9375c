package dev.fettle.network.checkpoint;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.checkpoint.Pickled.Atom;
import dev.fettle.network.checkpoint.Pickled.Dictionary;
import dev.fettle.network.checkpoint.Pickled.Global;
import dev.fettle.network.checkpoint.Pickled.Instance;
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

/// Reads one pickle (protocols 2 to 4) as data: a stack machine that builds lists and dictionaries, and for
/// everything that would call Python asks {@link TorchObjects}, which knows a handful of names and refuses the
/// others. The opcodes are those of Python's `pickletools`.
final class PickleReader {
    /// Operations per pickle; each makes one small value at most, so this bounds time and memory.
    static final int MOST_OPERATIONS = 1_000_000;

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
            case 'N' -> stack.add(Atom.NONE);
            case 0x88 -> stack.add(Atom.TRUE);
            case 0x89 -> stack.add(Atom.FALSE);
            case 'J' -> stack.add(new Whole(bytes.getInt()));
            case 'K' -> stack.add(new Whole(Byte.toUnsignedInt(bytes.get())));
            case 'M' -> stack.add(new Whole(Short.toUnsignedInt(bytes.getShort())));
            case 0x8a -> stack.add(new Whole(shortLong()));
            case 'G' -> stack.add(new Real(Double.longBitsToDouble(Long.reverseBytes(bytes.getLong()))));
            case 'X', 'T', 'B' -> stack.add(text(bytes.getInt())); // BINUNICODE, BINSTRING, BINBYTES
            case 0x8c, 'U', 'C' -> stack.add(text(Byte.toUnsignedInt(bytes.get())));
            case ']', ')' -> stack.add(new Sequence(List.of()));
            case 't', 'l' -> stack.add(new Sequence(popToMark()));
            case 0x85, 0x86, 0x87 -> stack.add(new Sequence(pop(opcode - 0x84))); // TUPLE1, 2, 3
            case 'a' -> append(pop(1));
            case 'e' -> append(popToMark());
            case '}' -> stack.add(new Dictionary());
            case 's' -> put(pop(2));
            case 'u' -> put(popToMark());
            case 'q' -> memo.put(Byte.toUnsignedInt(bytes.get()), top());
            case 'r' -> memo.put(bytes.getInt(), top());
            case 0x94 -> memo.put(memo.size(), top());
            case 'h' -> stack.add(remembered(Byte.toUnsignedInt(bytes.get())));
            case 'j' -> stack.add(remembered(bytes.getInt()));
            case 'c' -> stack.add(new Global(line() + "." + line()));
            case 0x93 -> stack.add(global(pop(2)));
            case 'Q' -> stack.add(objects.persistent(pop()));
            case 'R' -> reduce(pop(2));
            case 0x81 -> instantiate(pop(2));
            case 'b' -> build(pop());
            default ->
                throw bad("pickle opcode 0x%s is not understood"
                        .formatted(Integer.toHexString(opcode).toUpperCase(Locale.ROOT)));
        }
    }

    private long shortLong() throws ModelFormatException {
        int length = Byte.toUnsignedInt(bytes.get());
        if (length > Long.BYTES) {
            throw bad("a whole number of " + length + " bytes in the pickle");
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= Byte.toUnsignedLong(bytes.get()) << 8 * i;
        }
        int unused = Long.SIZE - 8 * length;
        return length == 0 ? 0 : value << unused >> unused;
    }

    private Text text(int length) throws ModelFormatException {
        if (length < 0 || length > bytes.remaining()) {
            throw bad("a text of %d bytes where %d are left"
                    .formatted(Integer.toUnsignedLong(length), bytes.remaining()));
        }
        byte[] text = new byte[length];
        bytes.get(text);
        return new Text(new String(text, StandardCharsets.UTF_8));
    }

    private String line() throws ModelFormatException {
        StringBuilder line = new StringBuilder();
        for (byte b = bytes.get(); b != '\n'; b = bytes.get()) {
            if (line.length() == 1000) {
                throw bad("a name of over 1000 letters in the pickle");
            }
            line.append((char) Byte.toUnsignedInt(b));
        }
        return line.toString();
    }

    private Global global(List<Pickled> names) throws ModelFormatException {
        if (names.get(0) instanceof Text(String module) && names.get(1) instanceof Text(String name)) {
            return new Global(module + "." + name);
        }
        throw bad("a global without a name in the pickle");
    }

    private void append(List<Pickled> elements) throws ModelFormatException {
        if (!(top() instanceof Sequence sequence)) {
            throw bad("appends to " + top().kind());
        }
        sequence.elements.addAll(elements);
    }

    private void put(List<Pickled> keysAndValues) throws ModelFormatException {
        if (!(top() instanceof Dictionary dictionary) || keysAndValues.size() % 2 != 0) {
            throw bad("puts entries into " + top().kind());
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            objects.put(dictionary, keysAndValues.get(i), keysAndValues.get(i + 1));
        }
    }

    private void reduce(List<Pickled> functionAndArguments) throws ModelFormatException {
        if (functionAndArguments.get(0) instanceof Global function
                && functionAndArguments.get(1) instanceof Sequence arguments) {
            stack.add(objects.call(function.name(), arguments.elements));
            return;
        }
        throw bad("calls " + functionAndArguments.getFirst().kind());
    }

    private void instantiate(List<Pickled> classAndArguments) throws ModelFormatException {
        if (classAndArguments.get(0) instanceof Global type
                && classAndArguments.get(1) instanceof Sequence arguments
                && arguments.elements.isEmpty()) {
            stack.add(new Instance(type.name()));
            return;
        }
        throw bad("makes an object of %s with arguments"
                .formatted(classAndArguments.getFirst().kind()));
    }

    /// Attributes of what would be an object; those of dictionaries and tensors carry no weights and are dropped.
    private void build(Pickled state) throws ModelFormatException {
        switch (top()) {
            case Instance instance when state instanceof Dictionary attributes -> instance.attributes = attributes;
            case Dictionary _, Pickled.Tensor _ -> {}
            default -> throw bad("sets %s as attributes of %s".formatted(state.kind(), top().kind()));
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
