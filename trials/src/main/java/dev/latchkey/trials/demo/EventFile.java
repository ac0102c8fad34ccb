package dev.latchkey.trials.demo;

import dev.latchkey.WorkId;
import dev.latchkey.trials.stage.TrialException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads events from a CSV file: UTF-8, with the header {@code work_id,account,amount}. */
final class EventFile {

    private static final List<String> HEADER = List.of("work_id", "account", "amount");

    /** As many digits as fit a BIGINT. */
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{1,18}");

    /** As many digits as the column keeps, see {@link Tables}. */
    private static final Pattern AMOUNT = Pattern.compile("-?[0-9]{1,12}(?:\\.[0-9]{1,4})?");

    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setIgnoreEmptyLines(true)
            .setIgnoreSurroundingSpaces(true)
            .get();

    private final Path file;
    private final List<Event> events = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, Event> byWorkId = new HashMap<>();

    private EventFile(Path file) {
        this.file = file;
    }

    /**
     * All rows, in order; a repeated row is there as often as in the file.
     *
     * @throws TrialException if the file can't be read, or a row is not what it should be; the text names the line
     */
    static List<Event> read(Path file) {
        return new EventFile(file).read();
    }

    private List<Event> read() {
        try (Reader reader = Files.newBufferedReader(file);
                CSVParser parser = FORMAT.parse(reader)) {
            readRows(parser);
            return List.copyOf(events);
        } catch (NoSuchFileException e) {
            throw new TrialException("there is no file " + file + "; check --input", e);
        } catch (CharacterCodingException e) {
            throw new TrialException(file + " is not in UTF-8; convert it", e);
        } catch (IOException e) {
            throw new TrialException("%s can't be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private void readRows(CSVParser parser) throws IOException {
        Iterator<CSVRecord> rows = parser.iterator();
        while (next(rows, parser)) {
            CSVRecord row = rows.next();
            int line = Math.toIntExact(parser.getCurrentLineNumber());
            if (row.getRecordNumber() == 1) {
                checkHeader(row, line);
            } else if (events.size() < DemoPlan.MOST_EVENTS) {
                add(event(row, line), line);
            } else {
                throw wrong(
                        line, "it is event %,d, more than are possible; split the file".formatted(events.size() + 1));
            }
        }
        if (parser.getRecordNumber() == 0) {
            throw new TrialException(
                    "%s is empty; its first line must be %s".formatted(file, String.join(",", HEADER)));
        }
    }

    private boolean next(Iterator<CSVRecord> rows, CSVParser parser) throws IOException {
        try {
            return rows.hasNext();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException notUtf8) {
                throw notUtf8;
            }
            throw wrong(Math.toIntExact(parser.getCurrentLineNumber()), "a quote stands where none may be");
        }
    }

    private void checkHeader(CSVRecord row, int line) {
        List<String> found = new ArrayList<>(row.toList());
        found.set(0, found.get(0).replace("\uFEFF", "")); // spreadsheets put it before the first character
        if (!found.equals(HEADER)) {
            throw wrong(
                    line,
                    "the header is '%s'; it must be '%s'".formatted(String.join(",", found), String.join(",", HEADER)));
        }
    }

    private Event event(CSVRecord row, int line) {
        if (row.size() != HEADER.size()) {
            throw wrong(line, "it has %d fields; it must have 3, %s".formatted(row.size(), String.join(",", HEADER)));
        }
        if (!ACCOUNT.matcher(row.get(1)).matches()) {
            throw wrong(line, "account '%s' is not a whole number of at most 18 digits".formatted(row.get(1)));
        }
        if (!AMOUNT.matcher(row.get(2)).matches()) {
            throw wrong(
                    line,
                    "amount '%s' is not a number with at most 12 digits, and 4 after the point".formatted(row.get(2)));
        }
        try {
            String workId = WorkId.of(row.get(0)).text();
            return new Event(workId, Long.parseLong(row.get(1)), new BigDecimal(row.get(2)));
        } catch (IllegalArgumentException e) {
            throw wrong(line, String.valueOf(e.getMessage()));
        }
    }

    private void add(Event event, int line) {
        Event first = byWorkId.putIfAbsent(event.workId(), event);
        if (first == null) {
            lines.put(event.workId(), line);
        } else if (!first.equals(event)) {
            throw new TrialException(
                    "%s, lines %d and %d: both have the work id '%s', but not the same account and amount; a work id names one action"
                            .formatted(file, lines.get(event.workId()), line, event.workId()));
        }
        events.add(event);
    }

    private TrialException wrong(int line, String what) {
        return new TrialException("%s, line %d: %s".formatted(file, line, what));
    }
}
