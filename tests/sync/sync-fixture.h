/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-order.h"
#include "platform/pd-platform-thread.h"
#include "store/pd-store-list.h"
#include "sync/pd-sync-service.h"

G_BEGIN_DECLS

#define PATIENCE_SECONDS 30

/* Real desktops without windows: a store and a service each, against a real platform over TLS on loopback. */

typedef struct
{
  char *folder;
  PdStore *store;
  PdSyncService *service;
} Desktop;

typedef struct
{
  char *folder;
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
void office_close (Office *office);
void save (Office *office, guint index, PdRecord *record);
PdRecord *try_load (Office *office, guint index, const PdRecordType *type, const char *id, PdRowState *state);
PdRecord *load (Office *office, guint index, const PdRecordType *type, const char *id);
void give_command (Office *office, guint index, const char *id, const char *command);
GPtrArray *open_conflicts (Office *office, guint index);
PdRecord *make_order (const char *buyer);
guint count_legal_invoices (Office *office, const char *order_number);

G_END_DECLS
