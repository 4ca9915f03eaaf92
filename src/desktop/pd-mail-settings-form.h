/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sync/pd-sync-mail.h"

G_BEGIN_DECLS

#define PD_TYPE_MAIL_SETTINGS_FORM (pd_mail_settings_form_get_type ())
G_DECLARE_FINAL_TYPE (PdMailSettingsForm, pd_mail_settings_form, PD, MAIL_SETTINGS_FORM, GtkBox)

PdMailSettingsForm *pd_mail_settings_form_new (void);
void pd_mail_settings_form_fill (PdMailSettingsForm *self, const PdSyncMail *mail);
void pd_mail_settings_form_begin (PdMailSettingsForm *self);
gboolean pd_mail_settings_form_is_complete (PdMailSettingsForm *self);
PdSyncMail *pd_mail_settings_form_dup_settings (PdMailSettingsForm *self);
char *pd_mail_settings_form_take_password (PdMailSettingsForm *self);

G_END_DECLS
