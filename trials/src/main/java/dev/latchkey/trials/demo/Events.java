package dev.latchkey.trials.demo;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The events of a run.
 *
 * @param actions each action once
 * @param deliveries what is delivered, in this order: each action at least once, some more often
 */
record Events(List<Event> actions, List<Event> deliveries) {

    private static final int LEAST_AMOUNT = -500;
    private static final int MOST_AMOUNT = 1_000;

    Events {
        actions = List.copyOf(actions);
        deliveries = List.copyOf(deliveries);
    }

    /** The events that the plan asks for: from its input, or made up. */
    static Events of(DemoPlan plan) {
        return plan.input().isPresent() ? read(plan) : madeUp(plan);
    }

    private static Events read(DemoPlan plan) {
        List<Event> rows = EventFile.read(plan.input().get());
        List<Event> actions = rows.stream().distinct().toList();
        return new Events(actions, withRepeats(rows, actions.size() * plan.duplicates() / 100, plan.seed()));
    }

    private static Events madeUp(DemoPlan plan) {
        int repeats = (int) ((long) plan.events() * plan.duplicates() / (100 + plan.duplicates()));
        List<Event> actions = IntStream.range(0, plan.events() - repeats)
                .mapToObj(number -> madeUp(plan, number))
                .toList();
        return new Events(actions, withRepeats(actions, repeats, plan.seed()));
    }

    /** Its work id says all that it was made from, so that no other plan on the same servers makes another event of that id. */
    private static Event madeUp(DemoPlan plan, int number) {
        SplittableRandom random = new SplittableRandom(plan.seed() * DemoPlan.MOST_EVENTS + number);
        long account = random.nextLong(1, plan.accounts() + 1L);
        BigDecimal amount = BigDecimal.valueOf(random.nextInt(LEAST_AMOUNT, MOST_AMOUNT));
        return new Event("demo-%d-%d-%d".formatted(plan.seed(), plan.accounts(), number + 1), account, amount);
    }

    /** Every other repeat follows its first delivery at once, to race it; the rest come at any later time. */
    private static List<Event> withRepeats(List<Event> rows, int repeats, long seed) {
        record At(double position, Event event) {}
        List<At> all = new ArrayList<>();
        List<Integer> firstPlaces = new ArrayList<>();
        Set<Event> seen = new HashSet<>();
        for (int place = 0; place < rows.size(); place++) {
            all.add(new At(place, rows.get(place)));
            if (seen.add(rows.get(place))) {
                firstPlaces.add(place);
            }
        }
        Random random = new Random(seed);
        Collections.shuffle(firstPlaces, random);
        for (int place : firstPlaces.subList(0, repeats)) {
            double later = random.nextBoolean() ? 0 : random.nextDouble() * (rows.size() - place);
            all.add(new At(place + 0.5 + later, rows.get(place)));
        }
        all.sort(Comparator.comparingDouble(At::position));
        return all.stream().map(At::event).toList();
    }
}
