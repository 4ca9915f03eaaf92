/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"

G_BEGIN_DECLS

#define PD_TYPE_DELIVERY_RECIPIENTS (pd_delivery_recipients_get_type ())
G_DECLARE_FINAL_TYPE (PdDeliveryRecipients, pd_delivery_recipients, PD, DELIVERY_RECIPIENTS, GtkWidget)

GtkWidget *pd_delivery_recipients_new (void);
void pd_delivery_recipients_add (PdDeliveryRecipients *self, PdRecord *invoice, const char *addresses);
guint pd_delivery_recipients_get_n_invoices (PdDeliveryRecipients *self);
PdRecord *pd_delivery_recipients_get_invoice (PdDeliveryRecipients *self, guint i);
char **pd_delivery_recipients_get_addresses (PdDeliveryRecipients *self, guint i);
guint pd_delivery_recipients_count_missing (PdDeliveryRecipients *self);
GtkWidget *pd_delivery_address_entry_new (const char *caption, const char *placeholder);

G_END_DECLS
