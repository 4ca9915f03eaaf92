/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

G_BEGIN_DECLS

/** PdPageFace: @PD_PAGE_FACE_LABEL: what is printed on every invoice; @PD_PAGE_FACE_VALUE: what this one says;
 * @PD_PAGE_FACE_CODE: tax numbers, every character of the same width. */
typedef enum
{
  PD_PAGE_FACE_LABEL,
  PD_PAGE_FACE_VALUE,
  PD_PAGE_FACE_CODE,
} PdPageFace;

/** PdPageAlign: where a text stands in its cell. */
typedef enum
{
  PD_PAGE_ALIGN_START,
  PD_PAGE_ALIGN_CENTER,
  PD_PAGE_ALIGN_END,
} PdPageAlign;

/** PdPageBox: a rectangle in points from the top left corner of the page. */
typedef struct
{
  double x;
  double y;
  double width;
  double height;
} PdPageBox;

/** PdPageStyle: how a cell sets its text. All sizes in points. */
typedef struct
{
  PdPageFace face;
  PdPageAlign align;
  PdPageAlign vertical;
  double size; /* wanted */
  double
      calm_height; /* at @size and a little below it, a text may be as high as this; 0: the cell's height */
  gboolean wrap;   /* FALSE: one line, which shrinks */
} PdPageStyle;

/** PdPageText: a text set into its cell. */
typedef struct
{
  const char *role; /* (static) what it is, for tests */
  char *text;       /* (owned) cleaned for display */
  PdPageStyle style;
  double size;    /* taken; at most that of the style */
  gboolean cut;   /* even the smallest size was too large: ends with an ellipsis */
  PdPageBox cell; /* it never leaves this */
  PdPageBox box;  /* what it takes of the cell */
} PdPageText;

/** A line of text is this many times its size high, in every face, so that a page does not depend on a font's metrics. */
#define PD_PAGE_LINE_PITCH 1.2

PdPageText *
pd_page_text_new (const char *role, const char *text, const PdPageStyle *style, const PdPageBox *cell);
void pd_page_text_free (PdPageText *self);
void pd_page_text_move (PdPageText *self, double dy);
void pd_page_text_set_height (PdPageText *self, double height);
void pd_page_text_draw (const PdPageText *self, cairo_t *cr);
void pd_page_text_fill (const PdPageText *self, cairo_t *cr);
void pd_page_text_get_ink (const PdPageText *self, PdPageBox *ink);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPageText, pd_page_text_free)

G_END_DECLS
