// What `tsc` cannot read from our scripts (jsconfig.json): classic scripts meet in globals, and pages are HTML.

// Each is set by one script of app/static/js, by `global.Name = …`; htmx and the reader of codes are third parties'.
declare var Asked: any, Awake: any, Band: any, Camera: any, CardAsk: any, Courier: any, Door: any, Drawing: any,
  EarlierForms: any, EntryForm: any, FieldError: any, FormKey: any, FormNeeds: any, FormNote: any, FormText: any, HelpChoices: any,
  HelpModel: any, Hits: any, Keeping: any, KeptForm: any, Kiosk: any, Mine: any, Outbox: any,
  Photos: any, Preparing: any, RollMerge: any, RollModel: any, RollRows: any, Saved: any, Store: any, TakenPhotos: any,
  Telling: any, Tiles: any, Unanswered: any, Unsent: any, scanCamera: any;
declare var BarcodeDetectionAPI: any, BarcodeDetector: any, htmx: any;

// What stands in a page is known by its template: what a selector finds there has whatever its element has.
interface EventTarget { closest(selectors: string): any; matches(selectors: string): boolean; }
interface Element { closest(selectors: string): any; hidden: boolean; focus(): void; }
interface ParentNode { querySelector(selectors: string): any; querySelectorAll(selectors: string): NodeListOf<any>; }
interface NonElementParentNode { getElementById(id: string): any; }
interface Document { getElementById(id: string): any; readonly currentScript: any; }
interface String { replace(searched: string | RegExp, number: number): string; }

// Old iPhones, Android, and the worker: some of our scripts run there too, which "lib": ["dom"] does not know.
declare var webkitAudioContext: typeof AudioContext | undefined;
declare var registration: any, clients: any, SHELL: any, skipWaiting: () => Promise<void>;
declare function importScripts(...addresses: string[]): void;
interface Navigator { readonly standalone?: boolean; readonly connection?: any; }
interface ServiceWorkerRegistration { readonly sync?: any; }
interface Event { detail?: any; request?: any; tag?: string; data?: any; respondWith?: any; waitUntil?: any; }
