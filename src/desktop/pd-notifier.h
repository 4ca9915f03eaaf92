/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sync/pd-sync-service.h"

G_BEGIN_DECLS

#define PD_TYPE_NOTIFIER (pd_notifier_get_type ())
G_DECLARE_FINAL_TYPE (PdNotifier, pd_notifier, PD, NOTIFIER, GObject)

/**
 * PdNotifierSend:
 * @application: who tells
 * @id: what a later notification of the same id takes the place of
 * @notification: (transfer none): it
 */
typedef void (*PdNotifierSend) (GApplication *application, const char *id, GNotification *notification);

PdNotifier *
pd_notifier_new (GApplication *application, PdStore *store, PdSyncService *service, GSettings *settings);
void pd_notifier_set_send (PdNotifier *self, PdNotifierSend send);
void pd_notifier_set_user (PdNotifier *self, const char *user, const char *role);
void pd_notifier_look (PdNotifier *self);

G_END_DECLS
