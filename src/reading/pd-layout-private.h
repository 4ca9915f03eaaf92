/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reading/pd-text-page.h"

G_BEGIN_DECLS

/* A word, or words that stand together, with its place on a page; points from the top left. */
typedef struct
{
  double x0, y0, x1, y1;
  char *text;      /* (owned): clean, as printed */
  gboolean loose;  /* the place was worked out from that of a longer run */
  gboolean stray;  /* the run it is from has no place that means anything */
  gboolean marker; /* one sign of a heading that runs downwards: 购买方, 备注 … */
  gboolean label;  /* printed on the form, so that no value reaches beyond it */
} PdLayoutWord;

/* Words of a page that stand beside each other, by their indices. */
typedef struct
{
  guint first, n;
  double y0, y1;
} PdLayoutRow;

/* What a form prints beside its values; several texts may mean one. */
typedef enum
{
  PD_LAYOUT_CODE,
  PD_LAYOUT_NUMBER,
  PD_LAYOUT_DATE,
  PD_LAYOUT_CHECK_CODE,
  PD_LAYOUT_MACHINE,
  PD_LAYOUT_DRAWER,
  PD_LAYOUT_PAYEE,
  PD_LAYOUT_REVIEWER,
  PD_LAYOUT_STAMP,
  PD_LAYOUT_WORDS,
  PD_LAYOUT_FIGURES,
  PD_LAYOUT_SUM,
  PD_LAYOUT_SUBTOTAL,
  PD_LAYOUT_NAME,
  PD_LAYOUT_TAX_NUMBER,
  PD_LAYOUT_ADDRESS,
  PD_LAYOUT_PHONE,
  PD_LAYOUT_BANK,
  PD_LAYOUT_ACCOUNT,
  PD_LAYOUT_BUYER_NAME,
  PD_LAYOUT_SELLER_NAME,
  PD_LAYOUT_REMARK,
  PD_LAYOUT_COLUMN,     /* the heading of a column of goods */
  PD_LAYOUT_PARTICULAR, /* the heading of a column that only some kinds have */
  PD_LAYOUT_TICKET,     /* a label of a ticket */
} PdLayoutMeaning;

typedef struct
{
  PdLayoutMeaning meaning;
  const char *text;  /* folded, without spaces */
  const char *shown; /* (nullable): the particular's name when it is not the text */
  int field;         /* of a column: PdReadingLineField, or -1 to pass over */
} PdLayoutLabel;

/* A label where it stands. */
typedef struct
{
  const PdLayoutLabel *label;
  guint row;
  guint first, last; /* words */
  double x0, y0, x1, y1;
  const char *rest; /* (transfer none) what follows in its last word; may be "" */
} PdLayoutHit;

typedef struct
{
  double width, height;
  GArray *words; /* (owned) of PdLayoutWord, by row and from left to right */
  GArray *rows;  /* (owned) of PdLayoutRow, from the top */
  GArray *hits;  /* (owned) of PdLayoutHit, from the top */
} PdLayoutPage;

/* Where to tell what was found. */
typedef struct
{
  PdReading *reading;
  PdReadingSource source;
  guint beside; /* confidence of a value beside its label */
  guint placed; /* confidence of a value by its place or form only */
  GString *remark;
} PdLayout;

#define pd_layout_word(page, i) (&g_array_index ((page)->words, PdLayoutWord, i))
#define pd_layout_row(page, i) (&g_array_index ((page)->rows, PdLayoutRow, i))
#define pd_layout_hit(page, i) (&g_array_index ((page)->hits, PdLayoutHit, i))

/* words */
PdLayoutPage *pd_layout_page_new (const PdTextPage *page);
void pd_layout_page_free (PdLayoutPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdLayoutPage, pd_layout_page_free)
gboolean pd_layout_is_marker (gunichar character);

/* labels */
gunichar pd_layout_fold (gunichar character);
char *pd_layout_fold_text (const char *text);
const char *pd_layout_label_end (const char *text, const char *label);
const PdLayoutLabel *pd_layout_labels (guint *n_labels);
guint pd_layout_label_run (const char *const *tokens);
gboolean pd_layout_begins (const char *text);
gboolean pd_layout_begins_label (const char *text);
void pd_layout_find_labels (PdLayoutPage *page);
const PdLayoutHit *pd_layout_find (const PdLayoutPage *page, PdLayoutMeaning meaning, guint nth);

/* values */
gboolean pd_layout_beside (const PdLayoutWord *word, double y0, double y1);
char *pd_layout_value (const PdLayoutPage *page, const PdLayoutHit *hit, double limit);
char *pd_layout_value_below (const PdLayoutPage *page, const PdLayoutHit *hit, double depth);
char *pd_layout_join (const PdLayoutPage *page, const guint *words, guint n_words);

typedef enum
{
  PD_LAYOUT_FORM_TEXT,
  PD_LAYOUT_FORM_NUMBER,
  PD_LAYOUT_FORM_MONEY, /* two decimals */
  PD_LAYOUT_FORM_RATE,
  PD_LAYOUT_FORM_STARS,
} PdLayoutForm;
PdLayoutForm pd_layout_form (const char *text);
gboolean pd_layout_is_words (const char *text);
gboolean pd_layout_is_of_words (const PdLayoutWord *word, const PdLayoutHit *hit);

/* columns */
typedef struct
{
  const PdLayoutLabel *label;
  double x0, x1;
} PdLayoutColumn;

typedef struct
{
  double x0, x1, y0, y1;
  char *text; /* (owned) */
  gboolean loose;
  int column; /* assigned */
} PdLayoutCell;

GArray *pd_layout_columns (const PdLayoutPage *page, guint row, PdLayoutMeaning least);
void pd_layout_assign (const GArray *columns, GArray *cells);
GArray *pd_layout_cells (const PdLayoutPage *page, guint row);

/* what else a page may be */
char *pd_layout_paper_title (const PdLayoutPage *page);
char *pd_layout_number (const PdLayoutPage *page, const PdLayoutHit *hit);
const PdLayoutHit *pd_layout_next_invoice (const PdLayoutPage *page, const PdLayoutHit *from, double *begin);

/* parts of an invoice */
void pd_layout_read_head (PdLayout *self, const PdLayoutPage *page);
void pd_layout_read_parties (PdLayout *self, const PdLayoutPage *page);
void pd_layout_read_goods (PdLayout *self, const PdLayoutPage *page);
void pd_layout_read_sums (PdLayout *self, const PdLayoutPage *page);
void pd_layout_read_remark (PdLayout *self, const PdLayoutPage *page);
void pd_layout_take_remark (PdLayout *self);
gboolean pd_layout_read_ticket (PdLayout *self, const PdLayoutPage *page);
void pd_layout_read_strays (PdLayout *self, const PdLayoutPage *page);

gboolean pd_layout_offer (PdLayout *self, PdReadingField field, guint confidence, const char *text);

G_END_DECLS
