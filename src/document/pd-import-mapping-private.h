/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pd-import-mapping.h"

G_BEGIN_DECLS

typedef struct
{
  char *name; /* (owned) of the sheet */
  gboolean used;
  int heading_row;     /* counted from 0; -1 when none was found */
  GPtrArray *headings; /* (owned) of char*, one a column */
  GPtrArray *targets;  /* (owned) of const PdImportTarget*, NULL for none; as long as headings */
} PdImportSheet;

struct _PdImportMapping
{
  GPtrArray *sheets;    /* (owned) of PdImportSheet, one for each sheet of the book */
  GHashTable *defaults; /* (owned) target id → text */
  char *source;         /* (owned) */
  gboolean split_by_buyer;
  gboolean fill_down;
  gboolean accept_overridable;
};

G_END_DECLS
