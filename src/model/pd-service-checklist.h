/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

extern const PdChoice pd_service_choices[];

#define PD_SERVICE_INSTALLATION "installation"
#define PD_SERVICE_MAINTENANCE "maintenance"
#define PD_SERVICE_UPGRADE "upgrade"
#define PD_SERVICE_CONSULTING "consulting"

/** PdServiceCheck: one line of the checklist of a service. */
typedef struct
{
  const char *service;
  const char *key;
  const char *label;   /* untranslated */
  gboolean with_value; /* it is done when its value is written down */
  gboolean is_optional;
} PdServiceCheck;

const PdServiceCheck *pd_service_checklist (guint *n_checks);
const PdServiceCheck *pd_service_check_find (const char *service, const char *key);
const PdRecord *pd_order_find_check (const PdRecord *order, const char *key);
gboolean pd_order_check_is_done (const PdRecord *order, const PdServiceCheck *check);
guint pd_order_count_open_checks (const PdRecord *order);
PdRecord *pd_order_answer_check (PdRecord *order, const char *key, gboolean done, const char *value);

G_END_DECLS
