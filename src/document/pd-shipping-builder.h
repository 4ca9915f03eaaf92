/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pd-page-text.h"
#include "document/pd-qr-code.h"

#include <cairo.h>

G_BEGIN_DECLS

/** PdShippingColumn: a column of a table. The last one of a table takes texts of any length, over several rows. */
typedef struct
{
  const char *heading;
  double share; /* of the width */
  PdPageAlign align;
} PdShippingColumn;

/** PdShippingPage: what stands on one page. */
typedef struct
{
  GPtrArray *texts; /* (owned) of PdPageText */
  GArray *boxes;    /* (owned) of PdPageBox: what has a frame */
  PdQrCode *code;   /* (owned) (nullable) */
  PdPageBox code_box;
  char *bars; /* (owned) (nullable) as of pd_code128_new() */
  PdPageBox bars_box;
} PdShippingPage;

/** PdShippingBuilder: pages that are filled from the top. Lengths in points. */
typedef struct
{
  double width, height, margin;
  const PdShippingColumn *columns; /* (nullable): of the table that goes on */
  guint n_columns;
  double y;
  GPtrArray *pages; /* (owned) of PdShippingPage */
} PdShippingBuilder;

void pd_shipping_builder_init (PdShippingBuilder *self, double width, double height, double margin);
PdShippingPage *pd_shipping_builder_get_page (PdShippingBuilder *self);
PdPageText *pd_shipping_builder_put (PdShippingBuilder *self,
                                     const char *role,
                                     const char *text,
                                     const PdPageStyle *style,
                                     const PdPageBox *cell);
void pd_shipping_builder_add_title (PdShippingBuilder *self, const char *text);
void pd_shipping_builder_add_line (PdShippingBuilder *self, const char *text, double size);
void
pd_shipping_builder_begin_table (PdShippingBuilder *self, const PdShippingColumn *columns, guint n_columns);
void pd_shipping_builder_add_row (PdShippingBuilder *self, const char *const *texts);
void pd_shipping_builder_number_pages (PdShippingBuilder *self, const char *title);
void pd_shipping_page_draw (const PdShippingPage *self, cairo_t *cr);

G_END_DECLS
