package dev.chancery.query.contracts;

/** Questions about the views themselves. */
public sealed interface ViewsQuery<V> extends Query<V> {

    /** How the views stand. */
    record FindViews() implements ViewsQuery<ViewsView> {
        @Override
        public Class<ViewsView> view() {
            return ViewsView.class;
        }
    }

    /**
     * Has the views built again from the first event, beside those that answer. It changes views and nothing else. While they
     * are being built already nothing new begins.
     *
     * @param check whether it is asked for to compare what they say with the log
     */
    record RebuildViews(boolean check) implements ViewsQuery<RebuildView> {
        @Override
        public Class<RebuildView> view() {
            return RebuildView.class;
        }
    }

    /** The last fingerprints of the views, and whether new ones are being taken. */
    record FindFingerprints() implements ViewsQuery<FingerprintsView> {
        @Override
        public Class<FingerprintsView> view() {
            return FingerprintsView.class;
        }
    }

    /**
     * Has this node take fingerprints of the views as they are now. It reads every row and changes nothing. While they are being taken
     * already nothing new begins.
     */
    record TakeFingerprints() implements ViewsQuery<FingerprintsView> {
        @Override
        public Class<FingerprintsView> view() {
            return FingerprintsView.class;
        }
    }
}
