package dev.chancery.record.merkle;

/** The complete subtrees of a tree, by whoever keeps them. */
@FunctionalInterface
public interface Subtrees {

    /**
     * The root of a complete subtree.
     *
     * @param level 0 for leaves
     * @param index counted from 0 within the level; the subtree covers the leaves {@code index << level} to
     *     {@code ((index + 1) << level) - 1}, all of which exist
     */
    byte[] hashOfSubtree(int level, long index);
}
