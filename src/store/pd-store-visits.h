/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

/** PdStoreVisit: a date with a customer, and what one needs to know to keep it. */
typedef struct
{
  char *order;      /* (owned) its order's id */
  char *id;         /* (owned) */
  char *number;     /* (owned) the order's */
  char *buyer;      /* (owned) (nullable) */
  char *address;    /* (owned) (nullable) */
  char *contact;    /* (owned) (nullable) */
  char *phone;      /* (owned) (nullable) */
  char *kind;       /* (owned) */
  char *technician; /* (owned) (nullable) */
  char *done_on;    /* (owned) (nullable) */
  gint64 starts_at; /* microseconds since 1970 in UTC */
  gint64 ends_at;   /* an hour later than the start where nobody said */
} PdStoreVisit;

void pd_store_visit_free (PdStoreVisit *visit);
gboolean pd_store_visits_clash (const PdStoreVisit *a, const PdStoreVisit *b);
GPtrArray *pd_store_list_visits (PdStoreSession *session,
                                 gint64 from,
                                 gint64 to,
                                 const char *technician,
                                 GError **error);

GPtrArray *pd_store_visit_clashes (PdStoreSession *session, const PdRecord *visit, GError **error);

G_END_DECLS
