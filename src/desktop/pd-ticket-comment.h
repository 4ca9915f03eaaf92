/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

void pd_ticket_comment_ask (GtkWindow *parent, PdStore *store, PdRecord *ticket);
void pd_ticket_step_ask (GtkWindow *parent, PdStore *store, PdRecord *ticket, const char *command);

G_END_DECLS
