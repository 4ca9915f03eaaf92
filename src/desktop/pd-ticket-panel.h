/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_TICKET_PANEL (pd_ticket_panel_get_type ())
G_DECLARE_FINAL_TYPE (PdTicketPanel, pd_ticket_panel, PD, TICKET_PANEL, GtkBox)

GtkWidget *pd_ticket_panel_new (PdStore *store);
void pd_ticket_panel_show (PdTicketPanel *self, PdRecord *ticket);
void pd_ticket_panel_set_role (PdTicketPanel *self, const char *role);

G_END_DECLS
