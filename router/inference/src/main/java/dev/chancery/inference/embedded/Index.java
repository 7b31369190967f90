package dev.chancery.inference.embedded;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Passages and their vectors, searched one by one: exact, and quick enough for the thousands that a policy holds. */
record Index(List<Passage> passages, float[][] vectors) {

    /** A passage and its cosine similarity to what was asked. */
    record Hit(Passage passage, float similarity) {}

    /** The nearest passages, nearest first; of equally near ones the earlier first. */
    List<Hit> nearest(float[] query, int limit) {
        PriorityQueue<Found> best = new PriorityQueue<>(Comparator.comparingDouble(Found::similarity)
                .thenComparing(Comparator.comparingInt(Found::row).reversed()));
        for (int row = 0; row < vectors.length; row++) {
            float similarity = dot(query, vectors[row]);
            if (best.size() < limit) {
                best.add(new Found(row, similarity));
            } else if (similarity > best.element().similarity()) {
                best.remove();
                best.add(new Found(row, similarity));
            }
        }
        List<Hit> hits = new ArrayList<>(best.size());
        while (!best.isEmpty()) {
            Found found = best.remove();
            hits.addFirst(new Hit(passages.get(found.row()), found.similarity()));
        }
        return hits;
    }

    private record Found(int row, float similarity) {}

    /** Four sums, because Java keeps the order of float additions and a single sum would wait for each. */
    private static float dot(float[] a, float[] b) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        for (int i = 0; i < a.length; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        return s0 + s1 + s2 + s3;
    }
}
