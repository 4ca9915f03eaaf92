/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-order.h"
#include "platform/pd-platform-private.h"
#include "platform/pd-platform-thread.h"
#include "store/pd-store-list.h"
#include "sync/pd-sync-service.h"

G_BEGIN_DECLS

/* A test that waits ends with a sentence when nothing happens for so long, however busy the machine is. */
#define PATIENCE_SECONDS 100

/* Real desktops without windows: a store and a service each, against a real platform over TLS on loopback, with real files
 * that a test may damage. */

typedef struct
{
  char *folder;
  char *path; /* of the cache */
  PdStore *store;
  PdSyncService *service;
} Desktop;

typedef struct
{
  char *folder;
  char *platform_path; /* of the platform's database */
  PdPlatformThread *platform;
  Desktop desktops[2];
} Office;

typedef struct
{
  gboolean done;
  gboolean ok;
  GError *error;
} Wait;

void remove_tree (const char *path);
void wait_until_done (Wait *wait);
gboolean too_late_cb (gpointer user_data);
void signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void synced_cb (GObject *source, GAsyncResult *result, gpointer user_data);
GError *
try_sign_in (Office *office, Desktop *desktop, const char *user, const char *password, gboolean trust);
void sign_in (Office *office, guint index, const char *user);
GError *try_sync (Desktop *desktop);
void sync_desktop (Office *office, guint index);
void desktop_open (Desktop *desktop);
void desktop_close (Desktop *desktop);
Office *office_open (gint64 bureau_delay);
Office *office_open_signed_in (const char *first, const char *second);
void office_close (Office *office);
void save (Office *office, guint index, PdRecord *record);
PdRecord *try_load (Office *office, guint index, const PdRecordType *type, const char *id, PdRowState *state);
PdRecord *load (Office *office, guint index, const PdRecordType *type, const char *id);
void give_command (Office *office, guint index, const char *id, const char *command);
GPtrArray *open_conflicts (Office *office, guint index);
PdRecord *make_order (const char *buyer);
PdRecord *make_shared_order (Office *office, const char *buyer);
PdRecord *load_like (Office *office, guint index, const PdRecord *like);
void run_sql (const char *path, const char *format, ...) G_GNUC_PRINTF (2, 3);
guint count_legal_invoices (Office *office, const char *order_number);

G_END_DECLS
