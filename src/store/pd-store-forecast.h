/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-forecast.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

/** PdStoreOrderDay: how many orders of a kind a day has. */
typedef struct
{
  PdForecastDay day;
  const char *kind; /* (nullable) static */
} PdStoreOrderDay;

GArray *pd_store_count_order_days (PdStoreSession *session, GError **error);
GArray *pd_store_order_days_of_kind (const GArray *days, const char *kind);

G_END_DECLS
