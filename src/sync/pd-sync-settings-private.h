/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sync/pd-sync-service-private.h"

G_BEGIN_DECLS

/** PdSyncSettingsReader: makes of the platform's answer what the task returns. Returns: (transfer full) */
typedef gpointer (*PdSyncSettingsReader) (const PdWireValue *root);

/** PdSyncSettings: one kind of settings that lie at the platform. */
typedef struct
{
  const char *path;
  PdSyncSettingsReader read;
  GDestroyNotify free;
} PdSyncSettings;

void pd_sync_settings_send (GTask *task, const PdSyncSettings *settings, const char *method, GBytes *body);
void pd_sync_settings_send_to (GTask *task,
                               const PdSyncSettings *settings,
                               const char *method,
                               const char *path,
                               GBytes *body);

char *pd_sync_settings_dup_text (const PdWireValue *object, const char *name);
gboolean pd_sync_settings_is_true (const PdWireValue *object, const char *name);
gint64 pd_sync_settings_get_integer (const PdWireValue *object, const char *name);

GString *pd_sync_settings_body_new (void);
void pd_sync_settings_write_text (GString *body, const char *name, const char *value);
void pd_sync_settings_write_integer (GString *body, const char *name, gint64 value);
GBytes *pd_sync_settings_body_end (GString *body);

G_END_DECLS
