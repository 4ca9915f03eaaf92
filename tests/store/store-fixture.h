/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-order.h"
#include "store/pd-store-conflicts.h"
#include "store/pd-store-list.h"
#include "store/pd-store-outbox.h"
#include "store/pd-store-session.h"

/** StoreFixture: a cache in a folder of its own, used without threads. */
typedef struct
{
  char *folder;
  char *path;
  PdStoreSession *session;
  gint64 now;
} StoreFixture;

char *store_fixture_make_folder (void);
void store_fixture_remove_folder (const char *folder);
void store_fixture_open (StoreFixture *fixture);
void store_fixture_close (StoreFixture *fixture);

PdRecord *store_fixture_order (StoreFixture *fixture, const char *buyer, const char *good);
PdRecord *store_fixture_get (StoreFixture *fixture, const char *id);
void store_fixture_save (StoreFixture *fixture, const PdRecord *record);
PdMutation *store_fixture_freeze_one (StoreFixture *fixture);
void store_fixture_answer (StoreFixture *fixture, PdResult *result);
gboolean store_fixture_apply (PdStoreSession *session, const PdWirePage *page, gint64 now, GError **error);
gboolean store_fixture_pull (StoreFixture *fixture, const PdRecord *record, gint64 head, GError **error);
PdRecord *store_fixture_accepted (StoreFixture *fixture, const char *buyer, const char *good);
gint64 store_fixture_count (StoreFixture *fixture, const char *sql);
char *store_fixture_dump (StoreFixture *fixture);
PdRecord *store_fixture_with_text (const PdRecord *order, gint64 revision, guint field, const char *text);
void store_fixture_take_at (StoreFixture *fixture, const PdRecord *remote, gint64 head);
void store_fixture_take (StoreFixture *fixture, const PdRecord *remote);
void store_fixture_edit (StoreFixture *fixture, const char *id, guint field, const char *text);
PdStoreConflict *store_fixture_only_conflict (StoreFixture *fixture);
PdRowState store_fixture_state (StoreFixture *fixture, const char *id);
void store_fixture_assert_text (StoreFixture *fixture, const char *id, guint field, const char *text);
gint64 store_fixture_outbox_length (StoreFixture *fixture);
