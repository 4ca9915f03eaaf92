/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pd-sheet-private.h"

#include <libxml/xmlreader.h>

G_BEGIN_DECLS

/* What a workbook's sheets refer to. */
typedef struct
{
  GHashTable *parts;   /* (borrowed) part name → GBytes */
  GPtrArray *strings;  /* (borrowed) of char*: the shared strings */
  GArray *date_styles; /* (borrowed) of gboolean: whether the cell style of that index shows a date */
  gboolean epoch_1904;
  GCancellable *cancellable; /* (borrowed) (nullable) */
} PdXlsx;

typedef xmlTextReader PdXmlReader;

PdXmlReader *pd_xlsx_reader_new (PdXlsx *xlsx, const char *part, GError **error);
int pd_xlsx_reader_next (PdXmlReader *reader, const char *part, GError **error);
gboolean pd_xlsx_reader_starts (PdXmlReader *reader, const char *name);
char *pd_xlsx_reader_attribute (PdXmlReader *reader, const char *name);
gboolean pd_xlsx_reader_append_text (PdXmlReader *reader, const char *part, GString *text, GError **error);
gboolean
pd_xlsx_reader_append_rich_text (PdXmlReader *reader, const char *part, GString *text, GError **error);
void pd_xlsx_unescape (GString *text);

gboolean pd_xlsx_read_strings (PdXlsx *xlsx, const char *part, GError **error);
gboolean pd_xlsx_read_styles (PdXlsx *xlsx, const char *part, GError **error);
gboolean pd_xlsx_read_sheet (PdXlsx *xlsx, const char *part, PdSheet *sheet, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdXmlReader, xmlFreeTextReader)

G_END_DECLS
