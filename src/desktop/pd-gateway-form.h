/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sync/pd-sync-gateway.h"

G_BEGIN_DECLS

#define PD_TYPE_GATEWAY_FORM (pd_gateway_form_get_type ())
G_DECLARE_FINAL_TYPE (PdGatewayForm, pd_gateway_form, PD, GATEWAY_FORM, GtkBox)

PdGatewayForm *pd_gateway_form_new (void);
void pd_gateway_form_fill (PdGatewayForm *self, const PdSyncGateway *gateway);
void pd_gateway_form_keep_secret (PdGatewayForm *self, const char *app_key);
PdSyncGateway *pd_gateway_form_dup_settings (PdGatewayForm *self);
char *pd_gateway_form_take_secret (PdGatewayForm *self);
gboolean pd_gateway_form_is_complete (PdGatewayForm *self);
void pd_gateway_form_show_error (PdGatewayForm *self, const char *sentence);
void pd_gateway_form_begin (PdGatewayForm *self);

G_END_DECLS
