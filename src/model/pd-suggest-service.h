/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-suggest.h"

G_BEGIN_DECLS

/** PdServiceSuggestion: a kind of service that a description speaks of. It is a suggestion only. */
typedef struct
{
  const char *service; /* "installation", "maintenance", "upgrade" or "consulting" */
  guint score;         /* 1 to 99: its share of all that speaks for any kind */
  char *words;         /* (owned) the words of the table that speak for it, parted by spaces; may be "" */
  guint n_past;        /* orders of one's own with words like these that were of it */
  char *example;       /* (owned) (nullable) the most alike of them */
} PdServiceSuggestion;

void pd_service_suggestion_free (PdServiceSuggestion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdServiceSuggestion, pd_service_suggestion_free)

GPtrArray *pd_suggest_services (const PdSuggest *past, const char *description);
gboolean pd_suggest_services_are_sure (const GPtrArray *suggestions);
char *pd_service_suggestion_sentence (const PdServiceSuggestion *self);

G_END_DECLS
