/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PdSuggestSource: where a text and its label are from.
 * @PD_SUGGEST_GOOD: a good of one's own
 * @PD_SUGGEST_PAST: an invoice line or an order of one's own
 * @PD_SUGGEST_TABLE: a table that is everybody's: it counts for less
 */
typedef enum
{
  PD_SUGGEST_GOOD,
  PD_SUGGEST_PAST,
  PD_SUGGEST_TABLE,
  PD_SUGGEST_N_SOURCES
} PdSuggestSource;

/** PdSuggestion: a label that texts like this one have, and why. It is a suggestion only. */
typedef struct
{
  char *label;                   /* (owned) a tax code, a kind of service */
  char *note;                    /* (owned) (nullable) what belongs to the label: a code's short name */
  guint score;                   /* 1 to 100; 100 only for the very same text of one's own */
  guint n[PD_SUGGEST_N_SOURCES]; /* how many different texts with these words have the label */
  char *example;                 /* (owned) the most alike of them */
  PdSuggestSource example_source;
  char *words; /* (owned) what both have in common, parted by spaces */
} PdSuggestion;

void pd_suggestion_free (PdSuggestion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdSuggestion, pd_suggestion_free)

/** PdSuggest: texts with labels, in which alike ones are found. */
typedef struct _PdSuggest PdSuggest;

PdSuggest *pd_suggest_new (void);
void pd_suggest_free (PdSuggest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdSuggest, pd_suggest_free)

void pd_suggest_add (PdSuggest *self,
                     PdSuggestSource source,
                     const char *label,
                     const char *note,
                     const char *text);
GPtrArray *pd_suggest_find (const PdSuggest *self, const char *text, guint max);

gboolean pd_suggest_add_good (PdSuggest *self,
                              PdSuggestSource source,
                              const char *code,
                              const char *short_name,
                              const char *name);
char *pd_suggestion_code_sentence (const PdSuggestion *self);

G_END_DECLS
