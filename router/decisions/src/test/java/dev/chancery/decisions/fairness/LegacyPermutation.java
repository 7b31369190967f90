package dev.chancery.decisions.fairness;

/** {@code numpy.random.seed(s); numpy.random.permutation(n)} of NumPy's legacy generator: MT19937 and a masked Fisher-Yates. */
final class LegacyPermutation {

    private static final int N = 624;

    private final int[] state = new int[N];
    private int index = N;

    LegacyPermutation(int seed) {
        state[0] = seed;
        for (int i = 1; i < N; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        for (int i = n - 1; i > 0; i--) {
            int j = upTo(i);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        return order;
    }

    private int upTo(int most) {
        int mask = Integer.highestOneBit(most) * 2 - 1;
        int value = next() & mask;
        while (value > most) {
            value = next() & mask;
        }
        return value;
    }

    private int next() {
        if (index == N) {
            for (int k = 0; k < N; k++) {
                int y = (state[k] & 0x80000000) | (state[(k + 1) % N] & 0x7fffffff);
                state[k] = state[(k + 397) % N] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
            }
            index = 0;
        }
        int y = state[index++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }
}
