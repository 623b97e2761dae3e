//! Parses source files into [`Code`].

use std::collections::BTreeMap;

use proc_macro2::{Span, TokenStream};
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, ImplItem, Item, Lit, Meta, StaticMutability, UseTree};

use crate::Breach;
use crate::code::{Code, Construct, ConstructKind, FileId, ModuleId, Reference};
use crate::tokens::{self, Found, name};

/// Parses a file and the files of its child modules.
pub struct Reader<'a> {
    sources: &'a BTreeMap<String, String>,
    code: &'a mut Code,
    breaches: &'a mut Vec<Breach>,
    file: FileId,
    module: ModuleId,
    /// The folder of the files of child modules, with a trailing slash.
    folder: String,
    in_test: bool,
    /// Inside a function body, where items are not names of the module.
    in_body: bool,
}

impl<'a> Reader<'a> {
    /// Parses a crate from its root file.
    pub fn read_root(
        root: &str,
        sources: &'a BTreeMap<String, String>,
        code: &'a mut Code,
        breaches: &'a mut Vec<Breach>,
    ) {
        let file = code.files.len();
        let module = code.add_module(root, file, None);
        let folder = String::new();
        let (in_test, in_body) = (false, false);
        Reader { sources, code, breaches, file, module, folder, in_test, in_body }.read(root);
    }

    /// Parses a file, whose id is the next free one.
    fn read(&mut self, path: &str) {
        self.code.files.push(path.to_owned());
        match syn::parse_file(&self.sources[path]) {
            Ok(file) => self.visit_file(&file),
            Err(error) => {
                let line = error.span().start().line;
                self.breaches.push(Breach::new(format!("src/{path}"), line, error.to_string()));
            }
        }
    }

    /// Parses the file of a module declared as `mod name;`.
    fn read_module(&mut self, ident: &syn::Ident, attributes: &[Attribute]) {
        let ident_name = name(ident);
        let candidates = match path_attribute(attributes) {
            Some(path) => {
                let here = self.code.files[self.file].rsplit_once('/');
                vec![here.map_or(path.clone(), |(folder, _)| format!("{folder}/{path}"))]
            }
            None => ["", "/mod"].map(|end| format!("{}{ident_name}{end}.rs", self.folder)).into(),
        };
        let Some(path) = candidates.iter().find(|path| self.sources.contains_key(*path)) else {
            let (file, line) = (self.code.file(self.file), ident.span().start().line);
            let message = format!("the module `{ident_name}` has no file");
            self.breaches.push(Breach::new(file, line, message));
            return;
        };
        let file = self.code.files.len();
        let module = self.code.add_module(&ident_name, file, Some(self.module));
        let folder = format!("{}{ident_name}/", self.folder);
        let (sources, in_test, in_body) = (self.sources, self.in_test, false);
        let (code, breaches) = (&mut *self.code, &mut *self.breaches);
        Reader { sources, code, breaches, file, module, folder, in_test, in_body }.read(path);
    }

    fn reference(&mut self, span: Span, path: Vec<String>, is_glob: bool) {
        let (file, module, in_test) = (self.file, self.module, self.in_test);
        let line = span.start().line;
        self.code.references.push(Reference { file, module, line, path, is_glob, in_test });
    }

    fn construct(&mut self, span: Span, kind: ConstructKind) {
        if !self.in_test {
            let line = span.start().line;
            self.code.constructs.push(Construct { file: self.file, line, kind });
        }
    }

    fn read_use(&mut self, tree: &UseTree, path: &mut Vec<String>) {
        match tree {
            UseTree::Path(tree) => {
                path.push(name(&tree.ident));
                self.read_use(&tree.tree, path);
                path.pop();
            }
            UseTree::Name(tree) => self.import(&tree.ident, &tree.ident, path),
            UseTree::Rename(tree) => self.import(&tree.ident, &tree.rename, path),
            UseTree::Glob(tree) => {
                self.reference(tree.star_token.spans[0], path.clone(), true);
                self.code.modules[self.module].globs.push(path.clone());
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.read_use(tree, path)),
        }
    }

    fn import(&mut self, ident: &syn::Ident, known_as: &syn::Ident, path: &[String]) {
        let mut path = path.to_vec();
        let mut known_as = name(known_as);
        if ident != "self" {
            path.push(name(ident));
        } else if known_as == "self" {
            known_as = path.last().cloned().unwrap_or_default();
        }
        self.reference(ident.span(), path.clone(), false);
        self.code.names(self.module, &known_as).imports.push(path);
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let (attributes, ident) = attributes_and_name(item);
        let before = self.in_test;
        self.in_test |= attributes.iter().any(is_for_tests);
        if let Some(ident) = ident.filter(|_| !self.in_body) {
            self.code.names(self.module, &name(ident)).is_item = true;
        }
        visit::visit_item(self, item);
        self.in_test = before;
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let attributes: &[Attribute] = match item {
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            ImplItem::Macro(item) => &item.attrs,
            _ => &[],
        };
        let before = self.in_test;
        self.in_test |= attributes.iter().any(is_for_tests);
        visit::visit_impl_item(self, item);
        self.in_test = before;
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let Some((_, items)) = &item.content else {
            return self.read_module(&item.ident, &item.attrs);
        };
        let ident = name(&item.ident);
        let (module, folder) = (self.module, self.folder.clone());
        self.module = self.code.add_module(&ident, self.file, Some(module));
        self.folder = format!("{folder}{ident}/");
        items.iter().for_each(|item| self.visit_item(item));
        (self.module, self.folder) = (module, folder);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.read_use(&item.tree, &mut Vec::new());
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        let before = std::mem::replace(&mut self.in_body, true);
        visit::visit_block(self, block);
        self.in_body = before;
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            let segments = path.segments.iter().map(|segment| name(&segment.ident)).collect();
            self.reference(path.segments[0].ident.span(), segments, false);
        }
        visit::visit_path(self, path);
    }

    /// Ignores the path of `pub(in path)`, which is not an import.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_token_stream(&mut self, stream: &'ast TokenStream) {
        tokens::scan(stream, &mut |span, found| match found {
            Found::Path(path) => self.reference(span, path, false),
            Found::Elapsed => self.construct(span, ConstructKind::Elapsed),
            Found::Async => self.construct(span, ConstructKind::Async),
            Found::Static(name) => self.construct(span, ConstructKind::Static(name)),
            Found::Macro(name) => self.construct(span, ConstructKind::Macro(name)),
        });
    }

    fn visit_macro(&mut self, node: &'ast syn::Macro) {
        if let Some(ident) = node.path.get_ident() {
            self.construct(ident.span(), ConstructKind::Macro(name(ident)));
        }
        visit::visit_macro(self, node);
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        let mut plain = IsPlain(matches!(item.mutability, StaticMutability::None));
        plain.visit_type(&item.ty);
        if !plain.0 {
            self.construct(item.static_token.span, ConstructKind::Static(name(&item.ident)));
        }
        visit::visit_item_static(self, item);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if let Some(token) = &signature.asyncness {
            self.construct(token.span, ConstructKind::Async);
        }
        visit::visit_signature(self, signature);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if call.method == "elapsed" {
            self.construct(call.method.span(), ConstructKind::Elapsed);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        let span = match expr {
            Expr::Async(expr) => Some(expr.async_token.span),
            Expr::Await(expr) => Some(expr.await_token.span),
            Expr::Closure(expr) => expr.asyncness.as_ref().map(|token| token.span),
            _ => None,
        };
        if let Some(span) = span {
            self.construct(span, ConstructKind::Async);
        }
        visit::visit_expr(self, expr);
    }
}

/// Whether a type consists of primitive types, references, arrays and tuples only.
struct IsPlain(bool);

impl<'ast> Visit<'ast> for IsPlain {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let plain =
            ["bool", "char", "str", "f32", "f64", "u8", "u16", "u32", "u64", "u128", "usize"];
        let signed = ["i8", "i16", "i32", "i64", "i128", "isize"];
        let name = path.get_ident().map(ToString::to_string).unwrap_or_default();
        self.0 &= plain.contains(&name.as_str()) || signed.contains(&name.as_str());
    }
}

/// Returns whether an attribute limits the item to tests: `#[test]`, or a `#[cfg]` that requires `test`.
fn is_for_tests(attribute: &Attribute) -> bool {
    match &attribute.meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("cfg") => {
            let cfg = list.tokens.to_string();
            let mut words = cfg.split(|c: char| !c.is_alphanumeric() && c != '_');
            words.any(|word| word == "test") && !cfg.contains("not") && !cfg.contains("any")
        }
        _ => false,
    }
}

fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    })
}

/// Returns the attributes of an item, and its name unless it is a module.
fn attributes_and_name(item: &Item) -> (&[Attribute], Option<&syn::Ident>) {
    match item {
        Item::Const(item) => (&item.attrs, Some(&item.ident)),
        Item::Enum(item) => (&item.attrs, Some(&item.ident)),
        Item::Fn(item) => (&item.attrs, Some(&item.sig.ident)),
        Item::Macro(item) => (&item.attrs, item.ident.as_ref()),
        Item::Static(item) => (&item.attrs, Some(&item.ident)),
        Item::Struct(item) => (&item.attrs, Some(&item.ident)),
        Item::Trait(item) => (&item.attrs, Some(&item.ident)),
        Item::Type(item) => (&item.attrs, Some(&item.ident)),
        Item::Union(item) => (&item.attrs, Some(&item.ident)),
        Item::Impl(item) => (&item.attrs, None),
        Item::Mod(item) => (&item.attrs, None),
        Item::Use(item) => (&item.attrs, None),
        _ => (&[], None),
    }
}
