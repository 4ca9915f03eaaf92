/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "doubles/nuonuo-double-private.h"

G_BEGIN_DECLS

/* The forms of reversal (红字信息确认单): made, moved by the clock, and turned into red invoices. */
char *nuonuo_red_make (NuonuoDouble *self,
                       gboolean by_seller,
                       JsonObject *form,
                       gint64 net,
                       gint64 tax,
                       const char *status,
                       const char *known_to,
                       gint64 at);
void nuonuo_red_set_status (NuonuoDouble *self, const char *uuid, const char *status, gint64 at);
gboolean nuonuo_red_is_ready (NuonuoDouble *self, const char *uuid);
gboolean nuonuo_red_is_issued (NuonuoDouble *self, const char *uuid, gboolean or_under_way);
char *nuonuo_red_submit (NuonuoDouble *self, const char *uuid, const char *order, gint64 at);
gint64 nuonuo_red_next (NuonuoDouble *self);
void nuonuo_red_due (NuonuoDouble *self, gint64 until);

/* What may still be reversed of a blue invoice, or of one of its lines (from 1; 0: of all). */
void nuonuo_red_remaining (NuonuoDouble *self, const char *blue_number, guint line, gint64 *net, gint64 *tax);

/* The calls, and the control's. */
void nuonuo_red_apply (NuonuoCall *call);
void nuonuo_red_query (NuonuoCall *call);
void nuonuo_red_refresh (NuonuoCall *call);
void nuonuo_red_confirm (NuonuoCall *call);
void nuonuo_red_withdraw (NuonuoCall *call);
void nuonuo_red_fast (NuonuoCall *call);
gboolean nuonuo_red_control (NuonuoDouble *self,
                             const char *what,
                             JsonObject *request,
                             JsonObject *answer,
                             GError **error);

G_END_DECLS
