/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reading/pd-reading.h"

G_BEGIN_DECLS

/** PdXmlField: an element and the field it tells. */
typedef struct
{
  const char *path; /* names from an ancestor to the element, e.g. "SellerInformation/SellerName" */
  int field;        /* PdReadingField or PdReadingLineField */
} PdXmlField;

extern const PdXmlField pd_xml_head_fields[];
extern const PdXmlField pd_xml_line_fields[];
extern const char *const pd_xml_line_elements[];
extern const PdXmlField pd_xml_joined_fields[];

const char *pd_xml_particular_label (const char *name);

G_END_DECLS
