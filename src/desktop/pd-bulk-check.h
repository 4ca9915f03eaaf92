/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-quota.h"
#include "store/pd-store-records.h"

G_BEGIN_DECLS

/** PdBulkState: where one of several orders stands. */
typedef enum
{
  PD_BULK_READY,   /* the command may be asked for */
  PD_BULK_REFUSED, /* it may not, for the entry's reason */
  PD_BULK_DONE,    /* it is saved on this computer and will be sent */
  PD_BULK_FAILED   /* it was not saved, for the entry's reason */
} PdBulkState;

/** PdBulkEntry: one of several orders that get the same command. */
typedef struct
{
  char *id;
  char *number;
  char *buyer;
  char *date;    /* (nullable) of the order */
  gint64 row;    /* grows with the time at which the order came here */
  gint64 total;  /* fen */
  gint64 net;    /* fen, without tax: what it takes of the quota */
  gboolean fits; /* into what is left of the quota, after those before it */
  PdBulkState state;
  char *reason; /* (nullable) a sentence */
} PdBulkEntry;

/* More are not asked for at once: a person has to be able to look through them. */
#define PD_BULK_MAX 500

void pd_bulk_check_async (PdStore *store,
                          GArray *rows,
                          const char *state,
                          const char *command,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
GPtrArray *
pd_bulk_check_finish (PdStore *store, GAsyncResult *result, PdQuota *quota, guint *n_more, GError **error);
guint pd_bulk_leave_out (GPtrArray *entries);
guint pd_bulk_count (GPtrArray *entries, PdBulkState state, gint64 *total);
void pd_bulk_ask_async (PdStore *store,
                        const PdBulkEntry *entry,
                        const char *command,
                        const char *words,
                        const char *why,
                        GAsyncReadyCallback callback,
                        gpointer user_data);

G_END_DECLS
