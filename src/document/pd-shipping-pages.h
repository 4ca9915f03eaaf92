/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "model/pd-record.h"

G_BEGIN_DECLS

#define PD_SHIPPING_POINTS_PER_MM (72.0 / 25.4)
/** Size of a label, points. */
#define PD_SHIPPING_LABEL_WIDTH (100 * PD_SHIPPING_POINTS_PER_MM)
#define PD_SHIPPING_LABEL_HEIGHT (150 * PD_SHIPPING_POINTS_PER_MM)

/** PdShippingKind: what goes with goods that are sent. */
typedef enum
{
  PD_SHIPPING_PICKING,
  PD_SHIPPING_PACKING,
  PD_SHIPPING_LABEL,
} PdShippingKind;

/** PdShippingPages: a paper of the warehouse, laid out. Any thread may use one, one thread at a time. */
typedef struct _PdShippingPages PdShippingPages;

PdShippingPages *pd_shipping_pages_new_picking (GPtrArray *orders, GHashTable *goods, const char *today);
PdShippingPages *
pd_shipping_pages_new_packing (const PdRecord *order, const PdRecord *parcel, const PdRecord *company);
PdShippingPages *
pd_shipping_pages_new_label (const PdRecord *order, const PdRecord *parcel, const PdRecord *company);
void pd_shipping_pages_free (PdShippingPages *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdShippingPages, pd_shipping_pages_free)

guint pd_shipping_pages_get_n_pages (const PdShippingPages *self);
void pd_shipping_pages_get_size (const PdShippingPages *self, double *width_pt, double *height_pt);
const char *pd_shipping_pages_get_title (const PdShippingPages *self);
void pd_shipping_pages_draw (const PdShippingPages *self, guint page, cairo_t *cr);

G_END_DECLS
