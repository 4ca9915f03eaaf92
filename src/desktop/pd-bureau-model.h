/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/pd-quota.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

/** PdBureauModel: how the office stands with the tax bureau, as this computer knows it, also without a network. */
#define PD_TYPE_BUREAU_MODEL (pd_bureau_model_get_type ())
G_DECLARE_FINAL_TYPE (PdBureauModel, pd_bureau_model, PD, BUREAU_MODEL, GObject)

PdBureauModel *pd_bureau_model_new (PdStore *store);
PdRecord *pd_bureau_model_get_record (PdBureauModel *self);
const char *pd_bureau_model_get_session (PdBureauModel *self);
const PdQuota *pd_bureau_model_get_quota (PdBureauModel *self);
guint pd_bureau_model_get_n_waiting (PdBureauModel *self);
guint pd_bureau_model_get_n_open (PdBureauModel *self);
const char *pd_bureau_model_get_pending_command (PdBureauModel *self);
PdStore *pd_bureau_model_get_store (PdBureauModel *self);
void pd_bureau_model_refresh (PdBureauModel *self);
void pd_bureau_model_command_async (PdBureauModel *self,
                                    const char *command,
                                    const char *reason,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean pd_bureau_model_command_finish (PdBureauModel *self, GAsyncResult *result, GError **error);

G_END_DECLS
