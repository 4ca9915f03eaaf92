/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store.h"

G_BEGIN_DECLS

/* How many invoices of each state the cache has. */
#define ISSUING_CACHE_ISSUED 12
#define ISSUING_CACHE_WAITING 3

/** IssuingCache: what the tests name. */
typedef struct
{
  gint64 now;   /* microseconds */
  char *bureau; /* (owned) ids */
  char *queued;
  char *waiting;
  char *submitted;
  char *unknown;
  char *failed;
  char *issued;
  char *asked;     /* an order whose invoice was asked for here */
  char *completed; /* an order nobody has asked for */
  char *plain;     /* an open order that nothing is wrong with */
  char *wrong;     /* one whose tax code the bureau will refuse */
  guint sequence;
} IssuingCache;

gboolean
issuing_cache_fill (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error);
gboolean issuing_cache_take (PdStoreSession *session, IssuingCache *cache, PdRecord *record, GError **error);
gboolean
issuing_cache_sign_in (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error);
gboolean
issuing_cache_issue_asked (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error);
void issuing_cache_clear (IssuingCache *cache);

G_END_DECLS
