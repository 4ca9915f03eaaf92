/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ofd/pd-ofd-document.h"
#include "ofd/pd-ofd-value.h"

G_BEGIN_DECLS

/* As deep as templates, groups, composite objects and patterns may stand in one another, together. */
#define PD_OFD_MAX_DEPTH 24

/* A resource: fonts, colour spaces, draw parameters, pictures and composite objects. */
typedef struct
{
  const xmlNode *node; /* in an XML that the document keeps */
  char *folder;        /* (owned): where the files that it names are, with BaseLoc */
  gpointer made;       /* (owned) (nullable): what was made of it for drawing */
  GDestroyNotify free_made;
} PdOfdResource;

/* One DocBody: a document within the file, with ids of its own. */
typedef struct
{
  char *folder;                /* (owned): of its Document.xml */
  GPtrArray *files;            /* (owned) of PdXml: what the nodes below stand in */
  GHashTable *resources;       /* (owned): "Font 5" → PdOfdResource */
  GHashTable *templates;       /* (owned): id → part, borrowed from the package */
  GHashTable *template_order;  /* (owned): id → ZOrder */
  GHashTable *annotations;     /* (owned): page id → part */
  GPtrArray *signatures;       /* (owned) of char*: parts */
  gboolean has_odd_signatures; /* their list is not as programs write it */
  PdOfdBox page_box;
  char *default_color_space; /* (owned) (nullable) */
} PdOfdBody;

typedef struct
{
  PdOfdBody *body;
  char *id;          /* (owned) */
  const char *part;  /* borrowed from the package */
  PdOfdBox box;      /* physical */
  gboolean is_boxed; /* the box is known: it stands in the page's own file, read when it is first asked for */
  GHashTable *texts; /* (owned) (nullable): object id → text */
} PdOfdPage;

struct _PdOfdDocument
{
  GHashTable *parts;  /* (owned): name → GBytes */
  GHashTable *folded; /* (owned): name in small letters → name; "" where two have it */
  GPtrArray *bodies;  /* (owned) of PdOfdBody */
  GPtrArray *pages;   /* (owned) of PdOfdPage */
  GPtrArray *notes;
  GPtrArray *attachments;
  GPtrArray *tags;            /* (owned) of PdXml */
  GHashTable *template_files; /* (owned): part → PdXml, read once */
  guint n_missing;            /* documents that cannot be read */
  gsize n_dots;               /* of pictures that are kept decoded */
  guint seal_depth;           /* how many documents this one stands in as the picture of a seal */
};

/* pd-ofd-package.c */
gboolean pd_ofd_package_open (PdOfdDocument *self, GBytes *bytes, GCancellable *cancellable, GError **error);
const char *pd_ofd_package_find (const PdOfdDocument *self, const char *folder, const char *location);
const char *pd_ofd_package_find_child (const PdOfdDocument *self,
                                       const char *folder,
                                       const xmlNode *parent,
                                       const char *name);
GBytes *pd_ofd_package_get (const PdOfdDocument *self, const char *part);
PdXml *pd_ofd_package_parse (const PdOfdDocument *self, const char *part, GError **error);
char *pd_ofd_package_folder (const char *part);
char *pd_ofd_package_folder_of (const xmlNode *root, const char *part);

/* pd-ofd-body.c */
PdOfdBody *pd_ofd_body_new (void);
void pd_ofd_body_free (PdOfdBody *body);
gboolean pd_ofd_body_load (PdOfdDocument *self, PdOfdBody *body, const char *root_part, GError **error);
void
pd_ofd_body_add_resources (PdOfdDocument *self, GHashTable *resources, GPtrArray *files, const char *part);
void pd_ofd_body_load_signatures (PdOfdDocument *self, PdOfdBody *body, const char *part);
GHashTable *pd_ofd_resources_new (void);

/* pd-ofd-page.c: a page with all that is needed to walk it */
typedef struct
{
  PdOfdDocument *document;
  PdOfdPage *page;
  PdXml *xml;            /* (owned) */
  GPtrArray *files;      /* (owned): of the resources that only this page has */
  GHashTable *resources; /* (owned): those */
  gboolean is_damaged;   /* there is more in its file than could be read */
  guint n_lost;          /* templates that it has not, or not whole: known after a walk */
} PdOfdContent;

PdOfdContent *pd_ofd_content_new (PdOfdDocument *self, guint page, GError **error);
void pd_ofd_content_free (PdOfdContent *content);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdOfdContent, pd_ofd_content_free)
PdOfdResource *pd_ofd_content_find (PdOfdContent *content, const char *kind, const char *id);

/* Called for each layer in the order in which they are painted; FALSE stops. */
typedef gboolean (*PdOfdLayerFunc) (const xmlNode *layer, gboolean is_template, gpointer data);
void pd_ofd_content_foreach_layer (PdOfdContent *content, PdOfdLayerFunc func, gpointer data);
void pd_ofd_page_load_box (PdOfdDocument *self, PdOfdPage *page);

G_END_DECLS
