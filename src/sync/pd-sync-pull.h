/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/pd-store-outbox.h"
#include "store/pd-store-streams.h"

G_BEGIN_DECLS

/** PdSyncPulled: what became of a page. */
typedef struct
{
  gboolean more;    /* something is left to ask for */
  gboolean differs; /* all has come, and it is not what the platform has */
  gboolean leaving; /* a stream that is kept no more is still here */
  guint received;   /* records */
  guint waiting;    /* mutations that wait in the outbox */
  char *epoch;      /* (owned) (nullable) the history that it is of */
  gint64 head;      /* the platform's newest sequence */
} PdSyncPulled;

char *pd_sync_pull_ask (PdStoreSession *session, guint limit, PdStorePull **pull, GError **error);
char *
pd_sync_pull_ask_behind (const PdStorePull *pull, const PdWirePage *page, guint limit, PdStorePull **next);
gboolean pd_sync_pull_take (PdStoreSession *session,
                            const PdStorePull *pull,
                            const PdWirePage *page,
                            gboolean accept_removals,
                            gboolean repaired,
                            gint64 now,
                            PdSyncPulled *pulled,
                            GError **error);

G_END_DECLS
