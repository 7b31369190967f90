/** The Anthropic API as its SDKs, and agents built on them, speak it. */
@NullMarked
package dev.chancery.gateway.anthropic;

import org.jspecify.annotations.NullMarked;
