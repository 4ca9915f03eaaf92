/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-order-facts.h"

G_BEGIN_DECLS

/** PdFactKind: how one list of what happens to an order is shown and filled in. Each array of fields ends with -1. */
typedef struct
{
  PdOrderList list;
  const char
      *heading;      /* (nullable) untranslated; NULL: its rows stand below the parcel that they are about */
  gboolean of_goods; /* what a person may add to an order of goods */
  gboolean of_service;
  const signed char *title;
  const signed char *plain;    /* told by their values */
  const signed char *labelled; /* told with their names */
  const signed char *form;
} PdFactKind;

const PdFactKind *const *pd_fact_kinds (const PdRecord *order);
const PdFactKind *pd_fact_kind_find (PdOrderList list);
gboolean pd_fact_kind_is_offered (const PdFactKind *kind, const PdRecord *order);
GPtrArray *pd_fact_reference_records (const PdRecord *order, const PdRecordType *type, guint field);
char *pd_fact_reference_name (const PdRecord *record);
char *pd_fact_title (const PdRecord *order, PdOrderList list, const PdRecord *fact);
char *pd_fact_subtitle (const PdRecord *order, PdOrderList list, const PdRecord *fact);

G_END_DECLS
