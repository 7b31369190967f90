package dev.chancery.contracts.fact;

/**
 * One prompt of a run.
 *
 * @param template from 0
 * @param wording 0 for the template's text, then its paraphrases
 * @param value of the attribute
 * @param repeat from 1
 */
public record BiasPrompt(int template, int wording, String value, int repeat) {}
