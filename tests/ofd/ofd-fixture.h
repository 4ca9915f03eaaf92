/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "zip-fixture.h"

G_BEGIN_DECLS

/* An OFD of one document in Doc_0, 210 × 140 mm. What a test does not set has a plain value. */
typedef struct
{
  const char *notes;     /* in CustomDatas */
  const char *body;      /* in DocBody, behind DocRoot */
  const char *common;    /* in CommonData */
  const char *resources; /* the content of a PublicRes.xml */
  const char *document;  /* in Document, behind Pages */
  const char *area;      /* in Page, before Content; %NULL: the page's box */
  const char *layers;    /* in Content of the only page, whose id is 1 */
} OfdFixture;

ZipFixture *ofd_fixture_zip (const OfdFixture *fixture);
GBytes *ofd_fixture_bytes (const OfdFixture *fixture);

G_END_DECLS
