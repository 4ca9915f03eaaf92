/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-order-template.h"

G_BEGIN_DECLS

/**
 * PdWireTemplateError:
 * @PD_WIRE_TEMPLATE_ERROR_CONTENT: what a template keeps is no content of an order
 */
typedef enum
{
  PD_WIRE_TEMPLATE_ERROR_CONTENT
} PdWireTemplateError;
#define PD_WIRE_TEMPLATE_ERROR (pd_wire_template_error_quark ())
GQuark pd_wire_template_error_quark (void);

void pd_wire_template_take_order (PdRecord *order_template, const PdRecord *order);
PdRecord *
pd_wire_template_order (const PdRecord *order_template, const char *id, const char *date, GError **error);
char *pd_wire_template_text (const PdRecord *order_template);
PdRecord *pd_wire_template_use (const PdRecord *order_template, gint64 now, const char *date, GError **error);

G_END_DECLS
