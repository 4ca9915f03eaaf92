/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "reading/pd-signature.h"

G_BEGIN_DECLS

/** Longest text of one value, in bytes; what is longer is cut, with a warning. */
#define PD_READING_MAX_TEXT 4000
/** Most lines of goods: more are impossible on an invoice (standards: 5 000). */
#define PD_READING_MAX_LINES 5000
/** Most particulars (travellers, journeys, licence plates) kept. */
#define PD_READING_MAX_PARTICULARS 5000
/** Most warnings kept. */
#define PD_READING_MAX_WARNINGS 200

/**
 * PdReadingSource:
 * @PD_READING_SOURCE_XML: structured data that the issuer made: an XML invoice, one inside an OFD or PDF, XBRL
 * @PD_READING_SOURCE_QR: the QR code, as facts of its own beside the text
 * @PD_READING_SOURCE_DATA: the custom data in the head of an OFD
 * @PD_READING_SOURCE_TAG: text of a page that a tag of the OFD points at
 * @PD_READING_SOURCE_TEXT: the text layer of a page, by its place and labels
 * @PD_READING_SOURCE_OCR: text recognised in a picture
 * @PD_READING_SOURCE_DERIVED: computed from other values
 *
 * Where a value was read, the more trusted first.
 */
typedef enum
{
  PD_READING_SOURCE_XML,
  PD_READING_SOURCE_QR,
  PD_READING_SOURCE_DATA,
  PD_READING_SOURCE_TAG,
  PD_READING_SOURCE_TEXT,
  PD_READING_SOURCE_OCR,
  PD_READING_SOURCE_DERIVED,
} PdReadingSource;
#define PD_READING_N_SOURCES (PD_READING_SOURCE_DERIVED + 1)

/**
 * PdReadingKind:
 * @PD_READING_KIND_TEXT: any text
 * @PD_READING_KIND_CODE: digits and capital letters without spaces
 * @PD_READING_KIND_CASED: digits and letters without spaces, capital or not as they stand
 * @PD_READING_KIND_DATE: "YYYY-MM-DD"
 * @PD_READING_KIND_MONEY: yuan with two decimals, "-12.30"
 * @PD_READING_KIND_DECIMAL: a quantity or a price, up to 13 decimals
 * @PD_READING_KIND_RATE: a tax rate code, see pd_tax_rate_canonicalize(), or "***" where the paper hides it
 *
 * What a value is; it is kept in the canonical form of its kind.
 */
typedef enum
{
  PD_READING_KIND_TEXT,
  PD_READING_KIND_CODE,
  PD_READING_KIND_CASED,
  PD_READING_KIND_DATE,
  PD_READING_KIND_MONEY,
  PD_READING_KIND_DECIMAL,
  PD_READING_KIND_RATE,
} PdReadingKind;

/* What the head of an invoice says. "kind" is a code of pd_reading_kinds(). Field: id, name, label, kind. */
#define PD_READING_FIELDS(F)                                                                                 \
  F (KIND, "kind", N_ ("Invoice kind"), TEXT)                                                                \
  F (TITLE, "title", N_ ("Title"), TEXT)                                                                     \
  F (CODE, "code", N_ ("Invoice code"), CODE)                                                                \
  F (NUMBER, "number", N_ ("Invoice number"), CODE)                                                          \
  F (ISSUE_DATE, "issue_date", N_ ("Issue date"), DATE)                                                      \
  F (CHECK_CODE, "check_code", N_ ("Check code"), CASED)                                                     \
  F (MACHINE_NUMBER, "machine_number", N_ ("Machine number"), CODE)                                          \
  F (SELLER_NAME, "seller_name", N_ ("Seller name"), TEXT)                                                   \
  F (SELLER_TAX_NUMBER, "seller_tax_number", N_ ("Seller tax number"), CODE)                                 \
  F (SELLER_ADDRESS, "seller_address", N_ ("Seller address"), TEXT)                                          \
  F (SELLER_PHONE, "seller_phone", N_ ("Seller phone"), TEXT)                                                \
  F (SELLER_BANK_NAME, "seller_bank_name", N_ ("Seller bank"), TEXT)                                         \
  F (SELLER_BANK_ACCOUNT, "seller_bank_account", N_ ("Seller bank account"), CODE)                           \
  F (BUYER_NAME, "buyer_name", N_ ("Buyer name"), TEXT)                                                      \
  F (BUYER_TAX_NUMBER, "buyer_tax_number", N_ ("Buyer tax number"), CODE)                                    \
  F (BUYER_ADDRESS, "buyer_address", N_ ("Buyer address"), TEXT)                                             \
  F (BUYER_PHONE, "buyer_phone", N_ ("Buyer phone"), TEXT)                                                   \
  F (BUYER_BANK_NAME, "buyer_bank_name", N_ ("Buyer bank"), TEXT)                                            \
  F (BUYER_BANK_ACCOUNT, "buyer_bank_account", N_ ("Buyer bank account"), CODE)                              \
  F (AMOUNT, "amount", N_ ("Amount without tax"), MONEY)                                                     \
  F (TAX, "tax", N_ ("Tax"), MONEY)                                                                          \
  F (TOTAL, "total", N_ ("Total with tax"), MONEY)                                                           \
  F (WORDS, "words", N_ ("Total in words"), TEXT)                                                            \
  F (REMARK, "remark", N_ ("Remark"), TEXT)                                                                  \
  F (DRAWER, "drawer", N_ ("Drawer"), TEXT)                                                                  \
  F (PAYEE, "payee", N_ ("Payee"), TEXT)                                                                     \
  F (REVIEWER, "reviewer", N_ ("Reviewer"), TEXT)                                                            \
  F (SPECIAL_TYPE, "special_type", N_ ("Special business"), TEXT)                                            \
  F (BLUE_CODE, "blue_code", N_ ("Code of the reversed invoice"), CODE)                                      \
  F (BLUE_NUMBER, "blue_number", N_ ("Number of the reversed invoice"), CODE)                                \
  F (RED_FORM_NUMBER, "red_form_number", N_ ("Number of the red-letter form"), CODE)

/* A line of goods. "name" is as printed, with its *short name*. */
#define PD_READING_LINE_FIELDS(F)                                                                            \
  F (NAME, "name", N_ ("Good or service"), TEXT)                                                             \
  F (SPEC, "spec", N_ ("Specification"), TEXT)                                                               \
  F (UNIT, "unit", N_ ("Unit"), TEXT)                                                                        \
  F (QUANTITY, "quantity", N_ ("Quantity"), DECIMAL)                                                         \
  F (PRICE, "price", N_ ("Unit price without tax"), DECIMAL)                                                 \
  F (AMOUNT, "amount", N_ ("Amount without tax"), MONEY)                                                     \
  F (RATE, "rate", N_ ("Tax rate"), RATE)                                                                    \
  F (TAX, "tax", N_ ("Tax"), MONEY)                                                                          \
  F (TAX_CODE, "tax_code", N_ ("Tax classification code"), CODE)

#define F(id, ...) PD_READING_##id,
typedef enum
{
  PD_READING_FIELDS (F) PD_READING_N_FIELDS
} PdReadingField;
#undef F

#define F(id, ...) PD_READING_LINE_##id,
typedef enum
{
  PD_READING_LINE_FIELDS (F) PD_READING_LINE_N_FIELDS
} PdReadingLineField;
#undef F

/** PdReadingFieldInfo: a row of the tables above. */
typedef struct
{
  const char *name;  /* in JSON */
  const char *label; /* untranslated */
  PdReadingKind kind;
} PdReadingFieldInfo;

extern const PdReadingFieldInfo pd_reading_fields[PD_READING_N_FIELDS];
extern const PdReadingFieldInfo pd_reading_line_fields[PD_READING_LINE_N_FIELDS];

/** PdReadingInvoiceKind: a kind of invoice, in the field "kind" by its name. */
typedef struct
{
  const char *name;     /* e.g. "digital_special" */
  const char *label;    /* untranslated */
  const char *qr_types; /* (nullable): types in a QR code that mean it, separated by spaces */
  const char *titles;   /* (nullable): parts of a title that mean it, separated by "|", without spaces */
} PdReadingInvoiceKind;

/** PdReadingValue: what one source says of one field. */
typedef struct
{
  PdReadingSource source;
  guint confidence; /* 0–100 */
  char *text;       /* (owned): canonical for the field's kind */
} PdReadingValue;

/** PdReadingLine: a line of goods, values canonical, %NULL where nothing stands. */
typedef struct
{
  char *values[PD_READING_LINE_N_FIELDS]; /* (owned) (nullable) each */
} PdReadingLine;

/** PdReadingParticular: a value that only some kinds have, e.g. the traveller of the second journey. */
typedef struct
{
  guint group; /* counted from 0: which journey, vehicle … */
  char *name;  /* (owned): as printed, or as pd-special-type names it */
  char *text;  /* (owned) */
} PdReadingParticular;

/** PdReadingWarning: something a person should look at. */
typedef struct
{
  const char *code; /* (static): for programs, e.g. "differs", "sum", "words" */
  int field;        /* a #PdReadingField, or -1 */
  int line;         /* counted from 0, or -1 */
  char *sentence;   /* (owned): translated */
} PdReadingWarning;

/** PdReading: what was read from one file. One thread at a time. */
typedef struct _PdReading PdReading;

PdReading *pd_reading_new (const char *file, const char *format);
void pd_reading_free (PdReading *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdReading, pd_reading_free)

const PdReadingInvoiceKind *pd_reading_kinds (guint *n_kinds);
const PdReadingInvoiceKind *pd_reading_kind_find (const char *name);
const PdReadingInvoiceKind *pd_reading_kind_from_qr (const char *type);
const PdReadingInvoiceKind *pd_reading_kind_from_title (const char *title);
const char *pd_reading_source_name (PdReadingSource source);
const char *pd_reading_source_label (PdReadingSource source);

/* For who reads a file. */
gboolean pd_reading_offer (PdReading *self,
                           PdReadingField field,
                           PdReadingSource source,
                           guint confidence,
                           const char *text);
PdReadingLine *pd_reading_add_line (PdReading *self, PdReadingSource source);
gboolean
pd_reading_set_line (PdReading *self, PdReadingLine *line, PdReadingLineField field, const char *text);
void pd_reading_add_particular (PdReading *self,
                                PdReadingSource source,
                                guint group,
                                const char *name,
                                const char *text);
void pd_reading_warn (PdReading *self, const char *code, int field, int line, const char *format, ...)
    G_GNUC_PRINTF (5, 6);
void pd_reading_take_signatures (PdReading *self, GPtrArray *signatures);
void pd_reading_settle (PdReading *self);

/* For who uses it, after pd_reading_settle(). */
const char *pd_reading_get_file (const PdReading *self);
const char *pd_reading_get_format (const PdReading *self);
const char *pd_reading_get (const PdReading *self, PdReadingField field);
const PdReadingValue *pd_reading_get_value (const PdReading *self, PdReadingField field);
GPtrArray *pd_reading_get_values (const PdReading *self, PdReadingField field);
GPtrArray *pd_reading_get_lines (const PdReading *self);
GPtrArray *pd_reading_get_lines_of (const PdReading *self, PdReadingSource source);
PdReadingSource pd_reading_get_lines_source (const PdReading *self);
GPtrArray *pd_reading_get_particulars (const PdReading *self);
GPtrArray *pd_reading_get_warnings (const PdReading *self);
GPtrArray *pd_reading_get_signatures (const PdReading *self);
gboolean pd_reading_is_invoice (const PdReading *self);

G_END_DECLS
