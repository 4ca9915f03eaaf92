/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-quota.h"

G_BEGIN_DECLS

char *pd_quota_text (const PdQuota *quota);
char *pd_quota_forecast_text (const PdQuota *quota);
char *pd_countdown_text (gint64 left);

G_END_DECLS
