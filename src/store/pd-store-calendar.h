/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-calendar-row.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

GPtrArray *pd_store_calendar_rows (PdStoreSession *session, GError **error);
PdTaxCalendar *pd_store_tax_calendar (PdStoreSession *session, GError **error);
PdCalendarChange *pd_store_change_calendar (PdStoreSession *session,
                                            const PdCalendarChange *change,
                                            gint64 now,
                                            GError **error);

G_END_DECLS
