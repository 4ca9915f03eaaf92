/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reading/pd-picture.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/** PdRecognised: what a program read in one strip of a picture. */
typedef struct
{
  char *text;        /* (owned) (nullable): spaces only where the strip has them */
  double confidence; /* 0–100: of the word that it was least sure of */
  double mean;       /* 0–100: of all its signs */
  int latin;         /* bytes before the digits and Latin letters that the text ends with, or -1 */
  double latin_x;    /* dots: where these begin in the picture */
  double latin_confidence;
} PdRecognised;

typedef enum
{
  PD_RECOGNISE_CHINESE,
  PD_RECOGNISE_LATIN, /* digits and Latin letters */
  PD_RECOGNISE_WORD,  /* a Chinese word of one or two signs */
} PdRecognise;

GArray *pd_recognise (const PdPicture *picture,
                      const GArray *strips,
                      PdRecognise what,
                      gint64 end,
                      GCancellable *cancellable);

G_END_DECLS
