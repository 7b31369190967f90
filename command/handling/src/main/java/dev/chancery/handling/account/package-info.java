/** Accounts: who may be here, and as what. */
@NullMarked
package dev.chancery.handling.account;

import org.jspecify.annotations.NullMarked;
