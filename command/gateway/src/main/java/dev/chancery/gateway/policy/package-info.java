/** The policy bundle of a home directory: YAML read, checked and watched. */
@NullMarked
package dev.chancery.gateway.policy;

import org.jspecify.annotations.NullMarked;
