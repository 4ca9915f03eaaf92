/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sync/pd-sync-gateway.h"

G_BEGIN_DECLS

#define PD_TYPE_GATEWAY_RESULT (pd_gateway_result_get_type ())
G_DECLARE_FINAL_TYPE (PdGatewayResult, pd_gateway_result, PD, GATEWAY_RESULT, GtkBox)

GtkWidget *pd_gateway_result_new (void);
void pd_gateway_result_wait (PdGatewayResult *self, const char *sentence);
void pd_gateway_result_show (PdGatewayResult *self, const PdSyncTrial *trial);

G_END_DECLS
