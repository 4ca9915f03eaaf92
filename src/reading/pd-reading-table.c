/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-reading-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define F(id, name, label, kind) [PD_READING_##id] = { name, label, PD_READING_KIND_##kind },
const PdReadingFieldInfo pd_reading_fields[PD_READING_N_FIELDS] = { PD_READING_FIELDS (F) };
#undef F
#define F(id, name, label, kind) [PD_READING_LINE_##id] = { name, label, PD_READING_KIND_##kind },
const PdReadingFieldInfo pd_reading_line_fields[PD_READING_LINE_N_FIELDS] = { PD_READING_LINE_FIELDS (F) };
#undef F

/* Standards §3 for the types of QR codes. A title is looked up from the top: the longer one stands first. */
static const PdReadingInvoiceKind invoice_kinds[] = {
  { "digital_special", N_ ("Digital special VAT invoice"), "31 81", "电子发票(增值税专用发票)" },
  { "digital_ordinary", N_ ("Digital ordinary invoice"), "32 82", "电子发票(普通发票)" },
  { "rail", N_ ("Railway e-ticket"), "51", "电子发票(铁路电子客票)|铁路电子客票" },
  { "air", N_ ("Air transport e-ticket itinerary"), "61",
    "电子发票(航空运输电子客票行程单)|航空运输电子客票行程单" },
  { "vehicle", N_ ("Motor vehicle sales invoice"), "03 83 87",
    "电子发票(机动车销售统一发票)|机动车销售统一发票" },
  { "used_car", N_ ("Used car sales invoice"), "15 84 88",
    "电子发票(二手车销售统一发票)|二手车销售统一发票" },
  { "toll", N_ ("Toll e-invoice"), "14", "通行费电子普通发票|通行费增值税电子普通发票" },
  { "electronic_special", N_ ("Electronic special VAT invoice"), "08", "增值税电子专用发票" },
  { "electronic_ordinary", N_ ("Electronic ordinary VAT invoice"), "10", "增值税电子普通发票|电子普通发票" },
  { "roll", N_ ("Ordinary VAT invoice on a roll"), "11", "增值税普通发票(卷票)" },
  { "paper_special", N_ ("Special VAT invoice on paper"), "01 85", "增值税专用发票" },
  { "paper_ordinary", N_ ("Ordinary VAT invoice on paper"), "04 86", "增值税普通发票" },
  { "fiscal", N_ ("Electronic fiscal receipt"), NULL, "票据(电子)" },
};

static const struct
{
  const char *name;
  const char *label;
} sources[PD_READING_N_SOURCES] = {
  [PD_READING_SOURCE_XML] = { "xml", N_ ("structured data") },
  [PD_READING_SOURCE_QR] = { "qr", N_ ("QR code") },
  [PD_READING_SOURCE_DATA] = { "data", N_ ("data in the head of the file") },
  [PD_READING_SOURCE_TAG] = { "tag", N_ ("tagged text") },
  [PD_READING_SOURCE_TEXT] = { "text", N_ ("text of the page") },
  [PD_READING_SOURCE_OCR] = { "ocr", N_ ("text recognised in the picture") },
  [PD_READING_SOURCE_DERIVED] = { "derived", N_ ("computed from the others") },
};

/**
 * pd_reading_source_name:
 * @source: a source
 *
 * Returns: (transfer none): its name in JSON
 */
const char *
pd_reading_source_name (PdReadingSource source)
{
  g_return_val_if_fail ((guint) source < PD_READING_N_SOURCES, "");
  return sources[source].name;
}

/**
 * pd_reading_source_label:
 * @source: a source
 *
 * Returns: (transfer none): its translated name for a person
 */
const char *
pd_reading_source_label (PdReadingSource source)
{
  g_return_val_if_fail ((guint) source < PD_READING_N_SOURCES, "");
  return _ (sources[source].label);
}

/**
 * pd_reading_kinds:
 * @n_kinds: (out): how many
 *
 * Returns: (array length=n_kinds) (transfer none): every kind of invoice that is told apart
 */
const PdReadingInvoiceKind *
pd_reading_kinds (guint *n_kinds)
{
  *n_kinds = G_N_ELEMENTS (invoice_kinds);
  return invoice_kinds;
}

/**
 * pd_reading_kind_find:
 * @name: (nullable): a name as in the field "kind"
 *
 * Returns: (transfer none) (nullable): the kind
 */
const PdReadingInvoiceKind *
pd_reading_kind_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (invoice_kinds); i++)
    if (g_strcmp0 (invoice_kinds[i].name, name) == 0)
      return &invoice_kinds[i];
  return NULL;
}

/**
 * pd_reading_kind_from_qr:
 * @type: (nullable): the type in a QR code, two digits
 *
 * Returns: (transfer none) (nullable): the kind it means (standards §3)
 */
const PdReadingInvoiceKind *
pd_reading_kind_from_qr (const char *type)
{
  if (type == NULL || strlen (type) != 2)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (invoice_kinds); i++)
    {
      const char *types = invoice_kinds[i].qr_types;

      if (types != NULL && strstr (types, type) != NULL)
        return &invoice_kinds[i];
    }
  return NULL;
}

/* Spaces go, and every form of bracket becomes one, so that a title reads the same from every program. */
static char *
plain_title (const char *title)
{
  g_autofree char *folded = g_utf8_normalize (title, -1, G_NORMALIZE_ALL_COMPOSE);
  GString *plain = g_string_new (NULL);

  for (const char *at = folded; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (!g_unichar_isspace (character))
        g_string_append_unichar (plain, character);
    }
  return g_string_free (plain, FALSE);
}

/**
 * pd_reading_kind_from_title:
 * @title: (nullable): the heading of an invoice, or any text with it inside
 *
 * Returns: (transfer none) (nullable): the kind it means
 */
const PdReadingInvoiceKind *
pd_reading_kind_from_title (const char *title)
{
  g_autofree char *plain = NULL;

  if (title == NULL)
    return NULL;
  plain = plain_title (title);
  for (gsize i = 0; i < G_N_ELEMENTS (invoice_kinds); i++)
    {
      g_auto (GStrv) titles = g_strsplit (invoice_kinds[i].titles, "|", -1);

      for (guint j = 0; titles[j] != NULL; j++)
        if (strstr (plain, titles[j]) != NULL)
          return &invoice_kinds[i];
    }
  return NULL;
}
