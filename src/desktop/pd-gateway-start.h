/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sync/pd-sync-gateway.h"

G_BEGIN_DECLS

#define PD_TYPE_GATEWAY_START (pd_gateway_start_get_type ())
G_DECLARE_FINAL_TYPE (PdGatewayStart, pd_gateway_start, PD, GATEWAY_START, GtkBox)

GtkWidget *pd_gateway_start_new (void);
void pd_gateway_start_show (PdGatewayStart *self,
                            const PdSyncGateway *gateway,
                            const PdSyncTrial *trial,
                            gboolean may);
void pd_gateway_start_wait (PdGatewayStart *self);
void pd_gateway_start_fail (PdGatewayStart *self, const char *sentence);
const char *pd_gateway_start_get_gateway (PdGatewayStart *self);

G_END_DECLS
