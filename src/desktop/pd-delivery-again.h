/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/pd-store-records.h"

G_BEGIN_DECLS

gboolean pd_delivery_again_find (PdStoreSession *session,
                                 GPtrArray *deliveries,
                                 GPtrArray *repeated,
                                 PdRecord **before,
                                 GError **error);
GtkWidget *
pd_delivery_again_new (GtkWindow *parent, GPtrArray *deliveries, GPtrArray *repeated, const PdRecord *before);
GPtrArray *pd_delivery_again_get_wanted (AdwMessageDialog *question, const char *response);

G_END_DECLS
