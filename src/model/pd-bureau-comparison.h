/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers that are told of each side; more are only counted. */
#define PD_BUREAU_COMPARISON_NUMBERS 20

/* What a provider lists at once. */
#define PD_BUREAU_COMPARISON_DAYS 10

/** PdBureauComparison: what a provider's list of some days has and ours has not, the other way round, and what both have
 * with other amounts. */
typedef struct
{
  char *from; /* (owned) business dates, both included */
  char *to;   /* (owned) */
  guint n_theirs;
  guint n_ours;
  guint n_only_theirs;
  guint n_only_ours;
  guint n_other_amount;
  GPtrArray *only_theirs;  /* (owned) of numbers: the first of them */
  GPtrArray *only_ours;    /* (owned) of numbers: the first of them */
  GPtrArray *other_amount; /* (owned) of numbers: the first of them */
  char *failure;           /* (owned) (nullable) why there is no list; then the counts say nothing */
} PdBureauComparison;

char *pd_bureau_comparison_span (const char *from, const char *to);
gboolean pd_bureau_comparison_read_span (const char *span, char **from, char **to);
PdBureauComparison *pd_bureau_comparison_new (const char *from, const char *to);
void pd_bureau_comparison_free (PdBureauComparison *comparison);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdBureauComparison, pd_bureau_comparison_free)
void pd_bureau_comparison_add_theirs (PdBureauComparison *comparison, const char *number);
void pd_bureau_comparison_add_ours (PdBureauComparison *comparison, const char *number);
void pd_bureau_comparison_add_other_amount (PdBureauComparison *comparison, const char *number);
char *pd_bureau_comparison_to_text (const PdBureauComparison *comparison);
PdBureauComparison *pd_bureau_comparison_from_text (const char *text);
char *pd_bureau_comparison_describe (const char *text);

G_END_DECLS
