/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"
#include "platform/pd-platform-thread.h"
#include "sync/pd-sync-service.h"

G_BEGIN_DECLS

/* Two desktops and a real platform in its own thread, with real files that a test may damage. */

typedef struct
{
  char *folder;
  char *path;
  PdStore *store;
  PdSyncService *service;
} Desktop;

typedef struct
{
  char *folder;
  char *platform_path;
  PdPlatformThread *platform;
  Desktop desktops[2];
} Office;

/* A test waits for something with this, and ends when nothing happens. */
typedef struct
{
  gboolean done;
  GError *error;
} Wait;

void wait_until_done (Wait *wait);

Office *office_open_for (const char *second);
Office *office_open (void);
void office_close (Office *office);
void office_synchronise (Office *office, guint index);
void office_save (Office *office, guint index, PdRecord *record);
PdRecord *office_load (Office *office, guint index, const PdRecord *like);
void office_run_sql (const char *path, const char *format, ...) G_GNUC_PRINTF (2, 3);
PdRecord *office_make_order (const char *buyer);
PdRecord *office_make_shared_order (Office *office, const char *buyer);

G_END_DECLS
