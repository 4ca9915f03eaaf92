/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "store/pd-store-records.h"

G_BEGIN_DECLS

/**
 * PdStoreFilterKind: what a filter asks of its field.
 * @PD_STORE_FILTER_IS: it is the filter's text, as stored
 * @PD_STORE_FILTER_IS_OR_EMPTY: it is the filter's text, or there is none
 * @PD_STORE_FILTER_BEFORE: it is less than the filter's text, and not empty
 * @PD_STORE_FILTER_HAS: it is not empty
 * @PD_STORE_FILTER_ONE_OF_OR_EMPTY: it is one of the texts in the filter's text, a JSON array, or there is none
 * @PD_STORE_FILTER_IS_NOT: it is another one than the filter's text, or there is none
 */
typedef enum
{
  PD_STORE_FILTER_IS,
  PD_STORE_FILTER_IS_OR_EMPTY,
  PD_STORE_FILTER_BEFORE,
  PD_STORE_FILTER_HAS,
  PD_STORE_FILTER_ONE_OF_OR_EMPTY,
  PD_STORE_FILTER_IS_NOT
} PdStoreFilterKind;

/** PdStoreFilter: one of several conditions that all have to hold. */
typedef struct
{
  PdStoreFilterKind kind;
  guint field;
  char *text; /* (owned) (nullable) of PD_STORE_FILTER_HAS alone */
} PdStoreFilter;

#define PD_STORE_QUERY_FILTERS 6

/** PdStoreQuery: which records a list shows, and in which order. */
typedef struct
{
  const PdRecordType *type;
  char *search;      /* (nullable) words; all of them must be found */
  char *state;       /* (nullable) one value of the type's state field */
  int filter_field;  /* -1 without */
  char *filter_text; /* (nullable) the filter field's value as stored */
  char *date_from;   /* (nullable) "YYYY-MM-DD", the type's first date field, inclusive */
  char *date_to;     /* (nullable) inclusive */
  PdStoreFilter
      filters[PD_STORE_QUERY_FILTERS]; /* what is asked besides, as pd_store_query_add_filter() adds it */
  guint n_filters;
  int row_state;  /* a PdRowState, or -1 for all */
  int sort_field; /* -1: by age */
  gboolean descending;
} PdStoreQuery;

#define PD_TYPE_STORE_QUERY (pd_store_query_get_type ())
GType pd_store_query_get_type (void);
PdStoreQuery *pd_store_query_new (const PdRecordType *type);
PdStoreQuery *pd_store_query_copy (const PdStoreQuery *query);
void pd_store_query_add_filter (PdStoreQuery *query, PdStoreFilterKind kind, guint field, const char *text);
void pd_store_query_free (PdStoreQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdStoreQuery, pd_store_query_free)

/** PdStoreRow: one row of a list: the record without its lines, and where it stands. */
typedef struct
{
  gint64 row;
  PdRecord *record; /* (owned) */
  PdRowState state;
  char *pending_command;  /* (owned) (nullable) */
  gboolean total_changed; /* see pd_store_get_total_changed() */
} PdStoreRow;

void pd_store_row_free (PdStoreRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdStoreRow, pd_store_row_free)

/** PdStoreCounts: what waits. */
typedef struct
{
  guint waiting;         /* mutations that wait to be sent */
  guint in_flight;       /* mutations on their way */
  guint conflicts;       /* open entries of the conflict inbox */
  gint64 oldest_waiting; /* microseconds; 0 when nothing waits */
} PdStoreCounts;

GArray *pd_store_query_rows (PdStoreSession *session,
                             const PdStoreQuery *query,
                             GCancellable *cancellable,
                             GError **error);
GPtrArray *pd_store_get_rows (PdStoreSession *session,
                              const PdRecordType *type,
                              const gint64 *rows,
                              guint n,
                              GError **error);
gboolean pd_store_get_counts (PdStoreSession *session, PdStoreCounts *counts, GError **error);

G_END_DECLS
